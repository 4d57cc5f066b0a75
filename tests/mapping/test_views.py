"""The pages of the journeys: read by the staff, written by the officer."""

import pytest
from django.urls import reverse
from django.utils import translation

from ideas.models import Idea
from parkour.journeys.models import Edition, Journey, Side, Stage
from parkour.journeys.reading import places_of
from parkour.journeys.services.stages import set_indicators
from tests.factories import IdeaFactory, SiteFactory, UserFactory
from tests.ideas.lives import done
from tests.indicators.measuring import filled
from tests.indicators.surveying import planned
from tests.mapping.maps import pillar, placed, renamed, stage, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    person = UserFactory(officer=True, locale="en")
    client.force_login(person)
    return person


def page(client, name, *args, status=200):
    answer = client.get(reverse(f"journeys:{name}", args=args))
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def send(client, name, /, *args, status=303, **data):
    answer = client.post(reverse(f"journeys:{name}", args=args), data)
    assert answer.status_code == status, answer.content.decode()[-3000:]
    return answer


def test_before_anything_is_placed_the_pages_say_what_comes(client, officer):
    assert "Nothing is placed yet" in page(client, "journeys")
    text = page(client, "journey", "employees")
    assert "I arrive" in text and "0 contributions" in text and "I give them confidence!" in text
    assert "Nothing done here yet" in page(client, "stage", stage("work").pk)


def test_an_employee_reads_stages_achievements_and_the_map_and_writes_nothing(client, officer):
    idea = placed(done(officer=officer), officer, stages=[stage("work")], pillars=[pillar("trust")])
    renamed(officer)
    client.force_login(UserFactory(locale="en"))
    text = page(client, "journey", "employees")
    assert "1 contribution" in text and idea.get_absolute_url() in text and 'data-level="4"' in text
    assert reverse("journeys:edit", args=["employees"]) not in text
    assert "Employees alone" in page(client, "journeys")
    for name, args in (
        ("edit", ["employees"]), ("editions", ["employees"]), ("indicators", [stage("work").pk]),
        ("place", [idea.reference]),
    ):  # fmt: skip
        page(client, name, *args, status=404)
    send(client, "restore", Edition.objects.get(number=1).pk, status=404, version="2")


def test_the_staff_of_a_partner_finds_no_journey(client):
    client.force_login(UserFactory(site=SiteFactory(kind="partner")))
    for name, args in (("journeys", []), ("journey", ["employees"]), ("poster", ["customers"]), ("stage", [1])):
        page(client, name, *args, status=404)


def test_there_are_two_journeys_and_no_third(client, officer):
    page(client, "journey", "customers")
    page(client, "journey", "nobody", status=404)


def test_the_officer_renames_adds_moves_and_takes_out_of_use_on_one_form(client, officer):
    work, leave = stage("work"), stage("leave")
    changes = {f"name_stages_{work.pk}": "Ma journée", f"name_stages_{leave.pk}": "", f"place_stages_{work.pk}": "1"}
    changes |= {f"place_stages_{stage('discover').pk}": "2", "name_stages_new1": "Je reviens", "why": "Atelier"}
    send(client, "edit", "employees", **typed(**changes))
    with translation.override("en"):
        labels = [row.label for row in Stage.objects.filter(journey__side="employees", closed_at=None)]
    assert labels[:2] == ["Ma journée", "I discover the company"] and labels[-1] == "Je reviens"
    assert "I leave" not in labels and Edition.objects.get(number=2).why == "Atelier"
    assert "Atelier" in page(client, "editions", "employees")


def test_a_form_that_is_wrong_keeps_what_was_typed(client, officer):
    work = stage("work")
    answer = send(client, "edit", "employees", status=422, **typed(name_stages_new1="I ARRIVE", why="Pourquoi pas"))
    text = answer.content.decode()
    assert "Two of them have the same name" in text and "I ARRIVE" in text and "Pourquoi pas" in text
    assert Stage.objects.get(pk=work.pk).name == ""


def test_whoever_saves_second_is_told_and_saves_again_knowingly(client, officer):
    sent = typed(**{f"name_stages_{stage('work').pk}": "Ma journée"})
    renamed(officer)
    text = send(client, "edit", "employees", status=409, **sent).content.decode()
    assert "Somebody changed this journey meanwhile" in text and "Ma journée" in text
    stands = text.partition("The journey as it stands now")[2].partition("<form")[0]
    assert "Je rejoins" in stands and "Ma journée" not in stands
    send(client, "edit", "employees", **sent | {"version": "2"})
    assert Stage.objects.get(code="work").name == "Ma journée"


def test_an_edition_is_taken_up_again_unless_the_journey_changed_meanwhile(client, officer):
    renamed(officer)
    first = Edition.objects.get(number=1)
    send(client, "restore", first.pk, version="1")
    assert Journey.of(Side.EMPLOYEES).version == 2
    send(client, "restore", first.pk, version="2")
    assert Journey.of(Side.EMPLOYEES).version == 3 and Stage.objects.get(code="arrive").name == ""


def test_a_contribution_is_placed_from_its_page(client, officer):
    idea = IdeaFactory(officer=officer, shortlisted=True)
    place = reverse("journeys:place", args=[idea.reference])
    detail = client.get(idea.get_absolute_url()).content.decode()
    assert place in detail and "Not placed yet" in detail
    keys = {"stage_employees": stage("work").pk, "stage_customers": "", "pillars": [pillar("trust").pk]}
    assert send(client, "place", idea.reference, **keys).url == idea.get_absolute_url()
    assert places_of(idea).stages == [stage("work")] and places_of(idea).pillars == [pillar("trust")]
    assert "I work from day to day" in client.get(idea.get_absolute_url()).content.decode()


def test_its_author_reads_nothing_of_the_desk_on_their_page(client, officer):
    author = UserFactory()
    idea = placed(IdeaFactory(officer=officer, author=author, shortlisted=True), officer, stages=[stage("work")])
    client.force_login(author)
    assert reverse("journeys:place", args=[idea.reference]) not in client.get(idea.get_absolute_url()).content.decode()


def test_figures_of_a_stage_are_shown_to_those_who_read_them_anyway(client, officer):
    own = stage("arrive")
    set_indicators(own, indicators=[filled(officer, name="Accueil réussi").pk], by=officer)
    planned(officer, audience="stage", stage="day_1", title="Premier jour")
    text = page(client, "stage", own.pk)
    assert "Accueil réussi" in text and "Premier jour" in text
    client.force_login(UserFactory(locale="en"))
    text = page(client, "stage", own.pk)
    assert "Accueil réussi" not in text and "Premier jour" not in text


def test_the_indicators_of_a_stage_are_chosen_on_their_page(client, officer):
    own = stage("arrive")
    assert "No indicator yet" in page(client, "indicators", own.pk)
    one = filled(officer, name="Accueil réussi")
    send(client, "indicators", own.pk, indicators=[one.pk])
    assert list(own.indicators.all()) == [one]
    send(client, "indicators", own.pk)
    assert not own.indicators.exists()


def test_the_poster_is_downloaded_by_whoever_reads_the_journey(client, officer):
    client.force_login(UserFactory())
    answer = client.get(reverse("journeys:poster", args=["employees"]))
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-")
    assert "attachment" in answer["Content-Disposition"]


def test_what_was_passed_on_in_confidence_is_not_placed(client, officer):
    idea = IdeaFactory(officer=officer, opened=True)
    Idea.objects.filter(pk=idea.pk).update(state="redirected", redirected_to="whistleblowing")
    page(client, "place", idea.reference, status=404)
