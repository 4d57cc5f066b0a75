"""Writing a journey: what goes out of use, what is kept, who may."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed
from parkour.indicators.models import Stage as Moment
from parkour.journeys import defaults
from parkour.journeys.models import Edition, Journey, Pillar, Side, Stage, StageOfIdea
from parkour.journeys.reading import editions_of
from parkour.journeys.services.mapping import PartFacts, restore_edition, write_journey
from tests.factories import IdeaFactory, UserFactory
from tests.mapping.maps import facts, parts, placed, renamed, stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True)


def written(by, side=Side.EMPLOYEES, *, version=None, **changes):
    version = Journey.of(side).version if version is None else version
    return write_journey(facts(side, **changes), by=by, side=side, version=version)


def names(model=Stage, side=Side.EMPLOYEES):
    return [one.name for one in parts(model, side)]


def test_a_house_begins_with_eight_stages_and_the_pillars_of_both_policies():
    for side in Side.values:
        codes = Stage.objects.filter(journey__side=side).values_list("code", flat=True)
        assert list(codes) == list(defaults.STAGES[side])
        codes = Pillar.objects.filter(journey__side=side).values_list("code", flat=True)
        assert list(codes) == list(defaults.PILLARS[side])
    assert len(names()) == 8
    moments = dict(Stage.objects.exclude(moment="").values_list("code", "moment"))
    assert moments == defaults.MOMENTS and set(moments.values()) <= set(Moment.values)


def test_an_emptied_database_begins_again_with_the_same():
    Journey.objects.all().delete()
    assert Journey.of(Side.CUSTOMERS).version == 1
    assert len(names(side=Side.CUSTOMERS)) == 6 and len(names(Pillar, Side.CUSTOMERS)) == 4


def test_names_are_read_in_the_language_of_the_reader_until_somebody_writes_one(officer):
    with translation.override("fr"):
        assert names()[2] == "J’arrive"
        renamed(officer, "Je rejoins l'équipe")
    with translation.override("en"):
        assert names()[1:3] == ["I apply and am recruited", "Je rejoins l'équipe"]


def test_saving_what_is_shown_writes_nothing_in_either_language(officer):
    for language in ("fr", "en"):
        with translation.override(language):
            assert written(officer).version == 1
    assert not Edition.objects.exists() and not Stage.objects.exclude(name="").exists()


def test_a_stage_left_out_goes_out_of_use_and_comes_back_with_what_hangs_there(officer):
    gone = stage("leave")
    idea = placed(IdeaFactory(officer=officer), officer, stages=[gone])
    journey = written(officer, stages=parts(Stage)[:-1])
    gone.refresh_from_db()
    assert gone.closed_at is not None and journey.version == 2 and len(names()) == 7
    assert StageOfIdea.objects.get(idea=idea).stage == gone
    restore_edition(Edition.objects.get(number=1), by=officer, version=2)
    gone.refresh_from_db()
    assert gone.closed_at is None and len(names()) == 8


def test_each_change_is_an_edition_and_the_first_keeps_what_was_there_before(officer):
    renamed(officer, "Je rejoins l'équipe")
    journey = Journey.of(Side.EMPLOYEES)
    newest, first = editions_of(journey)
    assert (newest.edition.number, first.edition.number, journey.version) == (2, 1, 2)
    assert newest.edition.by == officer and first.edition.at is None
    assert "Je rejoins l'équipe" in newest.stages and "Je rejoins l'équipe" not in first.stages
    restore_edition(first.edition, by=officer, version=2)
    assert Journey.of(Side.EMPLOYEES).version == 3 and editions_of(journey)[0].stages == first.stages
    assert Edition.objects.get(number=2).content == newest.edition.content


def test_the_order_is_that_of_what_is_said(officer):
    written(officer, stages=list(reversed(parts(Stage))))
    assert names()[0] == str(defaults.STAGES["employees"]["leave"])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda rows: {"stages": rows[:1]}, "stages"),
        (lambda rows: {"stages": [*rows, *(PartFacts(None, f"Étape {n}") for n in range(9))]}, "stages"),
        (lambda rows: {"stages": [*rows[:-1], rows[0]]}, "stages"),
        (lambda rows: {"stages": [*rows, PartFacts(None, rows[0].name.upper())]}, "stages"),
        (lambda rows: {"stages": [*rows, PartFacts(None, "  ")]}, "stages"),
        (lambda rows: {"stages": [*rows, PartFacts(None, "x" * 61)]}, "stages"),
        (lambda rows: {"stages": [*rows, PartFacts(None, "Étape", moment="never")]}, "stages"),
        (lambda rows: {"pillars": []}, "pillars"),
        (lambda rows: {"pillars": [PartFacts(0, "Pilier")]}, "pillars"),
        (lambda rows: {"why": "x" * 201}, "why"),
    ],
)
def test_what_is_no_journey_is_told_at_its_field_and_nothing_is_written(officer, change, field):
    before = names()
    with pytest.raises(InvalidInput) as refused:
        written(officer, **change(parts(Stage)))
    assert refused.value.field == field and names() == before and not Edition.objects.exists()


def test_a_stage_of_the_other_journey_is_not_taken(officer):
    foreign = parts(Stage, Side.CUSTOMERS)[0]
    with pytest.raises(InvalidInput):
        written(officer, stages=[*parts(Stage), foreign])


def test_customers_have_no_moment_of_the_surveys(officer):
    first, *others = parts(Stage, Side.CUSTOMERS)
    with pytest.raises(InvalidInput):
        written(officer, Side.CUSTOMERS, stages=[PartFacts(first.key, first.name, moment="day_1"), *others])


def test_an_old_version_changes_nothing(officer):
    renamed(officer)
    with pytest.raises(Conflict):
        written(officer, version=1, why="Atelier")


@pytest.mark.parametrize("role", ["reviewer", "sponsor", "facilitator", "admin"])
def test_only_the_officer_writes_a_journey(role):
    with pytest.raises(NotAllowed):
        written(UserFactory(**{role: True}))


def test_the_database_refuses_a_stage_without_a_name():
    with pytest.raises(IntegrityError), transaction.atomic():
        Stage.objects.create(journey=Journey.of(Side.EMPLOYEES), place=9)
