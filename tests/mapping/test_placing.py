"""Hanging contributions on the journeys, and what is counted of it."""

import pytest
from django.db import IntegrityError, transaction

from ideas.enums import BoardTab
from ideas.models import Idea
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed
from parkour.journeys.balance import Balance
from parkour.journeys.models import Journey, Side, StageOfIdea
from parkour.journeys.poster import journey_pdf, poster_facts
from parkour.journeys.reading import (
    StageRow,
    achievements,
    balance,
    done_about,
    heat_of,
    places_of,
    row_of,
    row_of_event,
    stage_rows,
)
from parkour.journeys.services.mapping import write_journey
from parkour.journeys.services.placing import place_idea
from parkour.journeys.services.stages import set_indicators
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.lives import done
from tests.indicators.measuring import indicator
from tests.mapping.maps import event, facts, parts, pillar, placed, stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True)


def on_the_board(officer, **changes) -> Idea:
    return IdeaFactory(officer=officer, shortlisted=True, **changes)


def counts(reader, side=Side.EMPLOYEES) -> dict:
    return {row.stage.code: row.total for row in stage_rows(Journey.of(side), reader) if row.total}


def test_a_contribution_hangs_on_a_stage_of_each_journey_and_serves_several_pillars(officer):
    idea = on_the_board(officer)
    stages = [stage("arrive"), stage("help", Side.CUSTOMERS)]
    pillars = [pillar("trust"), pillar("attention", Side.CUSTOMERS)]
    placed(idea, officer, stages=stages, pillars=pillars)
    assert places_of(idea).stages == stages and places_of(idea).pillars == pillars
    assert not place_idea(idea, by=officer, stages=[one.pk for one in stages], pillars=[one.pk for one in pillars])


def test_what_is_said_last_is_the_whole(officer):
    idea = placed(on_the_board(officer), officer, stages=[stage("arrive")], pillars=[pillar("trust")])
    placed(idea, officer, stages=[stage("work")])
    assert places_of(idea).stages == [stage("work")] and places_of(idea).pillars == []
    placed(idea, officer)
    assert not places_of(idea)


def test_two_stages_of_one_journey_are_refused_by_the_service_and_by_the_database(officer):
    idea = on_the_board(officer)
    with pytest.raises(InvalidInput) as refused:
        placed(idea, officer, stages=[stage("arrive"), stage("work")])
    assert refused.value.field == "stages" and not places_of(idea)
    placed(idea, officer, stages=[stage("arrive")])
    with pytest.raises(IntegrityError), transaction.atomic():
        StageOfIdea.objects.create(idea=idea, stage=stage("work"), side=Side.EMPLOYEES, by=officer, at=clock.now())


def test_what_is_out_of_use_stays_where_it_is_and_is_given_to_nothing_new(officer):
    gone = stage("leave")
    first, second = on_the_board(officer), on_the_board(officer)
    placed(first, officer, stages=[gone])
    write_journey(facts(stages=parts(type(gone))[:-1]), by=officer, side=Side.EMPLOYEES, version=1)
    placed(first, officer, stages=[gone], pillars=[pillar("trust")])
    assert places_of(first).stages == [gone]
    with pytest.raises(InvalidInput):
        placed(second, officer, stages=[gone])
    assert counts(officer) == {}


@pytest.mark.parametrize("role", ["reviewer", "sponsor", "admin"])
def test_only_the_officer_places(officer, role):
    with pytest.raises(NotAllowed):
        placed(on_the_board(officer), UserFactory(**{role: True}), stages=[stage("work")])


def test_only_what_is_on_the_board_is_counted_by_its_tab(officer):
    placed(IdeaFactory(officer=officer, opened=True), officer, stages=[stage("work")])
    placed(on_the_board(officer), officer, stages=[stage("work")])
    placed(done(officer=officer), officer, stages=[stage("work")])
    (row,) = [one for one in stage_rows(Journey.of(Side.EMPLOYEES), officer) if one.total]
    assert (row.stage.code, row.total, row.done, row.studied) == ("work", 2, 1, 1)


def test_the_map_counts_a_contribution_for_each_pillar_it_serves_of_both_policies(officer):
    mirror = pillar("attention", Side.CUSTOMERS)
    placed(on_the_board(officer), officer, stages=[stage("work")], pillars=[pillar("trust"), mirror])
    placed(on_the_board(officer), officer, stages=[stage("work")], pillars=[pillar("trust")])
    heat = heat_of(Journey.of(Side.EMPLOYEES))
    filled = [(one.code, cell) for one, cells in heat.rows for cell in cells if cell.count]
    full = {(code, cell.pillar.code): (cell.count, cell.level) for code, cell in filled}
    assert full == {("work", "trust"): (2, 4), ("work", "attention"): (1, 2)}
    assert [len(pillars) for _policy, pillars in heat.policies] == [3, 4]


def test_the_balance_counts_each_contribution_once(officer):
    customer = stage("help", Side.CUSTOMERS)
    placed(on_the_board(officer), officer, stages=[stage("work")], pillars=[pillar("trust")])
    placed(on_the_board(officer), officer, pillars=[pillar("attention", Side.CUSTOMERS)], stages=[customer])
    placed(on_the_board(officer), officer, stages=[stage("work"), customer])
    on_the_board(officer)
    assert balance() == Balance(employees=1, customers=1, both=1, unplaced=1)


def test_the_latest_achievements_of_a_stage_come_first_and_three_at_most(officer):
    own = stage("work")
    for _number in range(4):
        placed(done(officer=officer), officer, stages=[own])
    shown = achievements([own], officer)[own.pk]
    keys = Idea.objects.filter(board_tab=BoardTab.DONE).order_by("-published_at", "-pk").values_list("pk", flat=True)
    assert [idea.pk for idea in shown] == list(keys)[:3]


def test_a_hidden_name_is_read_neither_on_the_page_nor_on_the_poster(officer):
    author = UserFactory(first_name="Zélie", last_name="Quatrevaux")
    idea = done(officer=officer, author=author, visibility="name_hidden")
    Idea.objects.filter(pk=idea.pk).update(title="Le planning de Zélie Quatrevaux")
    placed(idea, officer, stages=[stage("work")])
    told = achievements([stage("work")], UserFactory())[stage("work").pk][0].told.title
    poster = poster_facts(Journey.of(Side.EMPLOYEES))
    assert "Quatrevaux" not in told and "planning" in told
    assert "Quatrevaux" not in str(poster) and "planning" in str(poster)


def test_the_poster_is_a_pdf_of_one_sheet(officer):
    placed(done(officer=officer), officer, stages=[stage("work")], pillars=[pillar("trust")])
    for side in Side.values:
        assert journey_pdf(Journey.of(side)).startswith(b"%PDF-")


def test_the_indicators_of_a_stage_are_those_said_and_no_closed_one_comes_new(officer):
    first, second = indicator(officer, name="Accueil"), indicator(officer, name="Départs")
    own = set_indicators(stage("arrive"), indicators=[first.pk], by=officer)
    assert list(own.indicators.all()) == [first]
    for one in (first, second):
        type(one).objects.filter(pk=one.pk).update(closed_at=clock.now())
    assert list(set_indicators(own, indicators=[first.pk], by=officer).indicators.all()) == [first]
    with pytest.raises(InvalidInput):
        set_indicators(own, indicators=[first.pk, second.pk], by=officer)
    with pytest.raises(NotAllowed):
        set_indicators(own, indicators=[], by=UserFactory())


def test_an_answer_is_no_achievement_and_is_counted_apart(officer):
    answer = IdeaFactory(officer=officer, answered=True)
    assert answer.board_tab == "done"
    placed(answer, officer, stages=[stage("work")], events=[event("back")])
    placed(done(officer=officer), officer, stages=[stage("work")], events=[event("back")])
    (row,) = [row for row in stage_rows(Journey.of(Side.EMPLOYEES), officer) if row.total]
    alone = row_of(row.stage, row.latest)
    for one in (
        row,
        alone,
        StageRow(event("back"), row_of_event(event("back")), done_about(event("back"), officer, 9)),
    ):
        assert (one.total, one.done, one.answered, len(one.latest)) == (2, 1, 1, 1)
