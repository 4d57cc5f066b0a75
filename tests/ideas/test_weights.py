"""Setting the weights of the criteria: three steps, what crosses a threshold, a version that holds, and undoing it."""

import re
from decimal import Decimal

import pytest
from django.test import Client

from ideas.models import Assessment, Idea, Rubric
from ideas.portfolio import Portfolio
from ideas.scoring import DEFAULT_RUBRIC
from ideas.services.rubrics import change_weights, current_rubric, restore_rubric, rubric_to_read
from ideas.services.triage import assess_idea
from ideas.services.weighing import what_if
from ideas.swing import points_of
from ideas.weights import crossing_with, percents
from ideas.what_if import rubric_of
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed
from tests.api.asking import Program, is_problem, rows
from tests.factories import IdeaFactory, UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/settings/weights/"
NOVEL = {"policy": 10, "novelty": 100, "impact": 10, "effort": 20}
LISTED = {"policy": 4, "novelty": 1, "impact": 4, "effort": 2}
NEW_HERE = {"policy": 2, "novelty": 5, "impact": 2, "effort": 2}


@pytest.fixture
def officer():
    return UserFactory(officer=True, locale="en")


@pytest.fixture
def desk(officer):
    return client_of(officer)


def client_of(person):
    client = Client()
    client.force_login(person, backend="parkour.accounts.backends.SignInBackend")
    return client


def text(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.parametrize(
    ("role", "status"),
    [("officer", 200), ("admin", 200), ("reviewer", 404), ("sponsor", 404), ("facilitator", 404), (None, 404)],
)
def test_weights_are_for_officers_and_administrators(role, status):
    person = UserFactory(**{role: True} if role else {})
    client = client_of(person)
    assert client.get(PAGE).status_code == status
    assert client.post(PAGE, NOVEL | {"version": current_rubric().version}).status_code == (
        303 if status == 200 else 404
    )
    if status == 404:
        with pytest.raises(NotAllowed):
            change_weights(by=person, points=NOVEL, version=1)


def test_three_steps_lead_to_a_new_version_and_only_the_last_changes_anything(desk, officer):
    html = text(desk.get(PAGE))
    assert html.count('name="first"') == 4 and "24 / 100 today" in html
    html = text(desk.get(PAGE, {"first": "novelty"}))
    assert re.findall(r'name="(\w+)" value="(\d+)"', html) == [
        ("policy", "60"), ("novelty", "100"), ("impact", "100"), ("effort", "50"),
    ]  # fmt: skip
    html = text(desk.get(PAGE, NOVEL))
    assert "no band would change" in html and "72 / 100" in html
    assert Rubric.objects.count() == 0
    back = re.search(r'href="([^"]*points=1[^"]*)"', html)[1].replace("&amp;", "&")
    assert 'name="novelty" value="100"' in text(desk.get(back)) and "Step 2 of 3" in text(desk.get(back))
    answer = desk.post(PAGE, NOVEL | {"version": "1"})
    assert (answer.status_code, answer.url) == (303, PAGE)
    made = rubric_to_read()
    assert (made.version, made.made_by, made.effort_share) == (2, officer, Decimal("0.143"))
    assert percents(made.values) == {"policy": 7, "novelty": 72, "impact": 7, "effort": 14}


@pytest.mark.parametrize(
    "wrong", [{"novelty": "90"}, {"policy": "x"}, {"policy": ""}, {"effort": "101"}, {"effort": "-1"}]
)
def test_points_that_are_no_weights_are_said_and_kept(desk, wrong):
    html = text(desk.get(PAGE, NOVEL | wrong), 422)
    assert "Step 2 of 3" in html and 'value="10"' in html
    text(desk.post(PAGE, NOVEL | wrong | {"version": "1"}), 422)
    assert Rubric.objects.filter(version=2).count() == 0


def test_those_that_cross_a_threshold_are_shown_before_anything_is_saved(desk, officer):
    leaving = IdeaFactory(officer=officer, shortlisted=True, levels=LISTED)
    entering = IdeaFactory(officer=officer, shortlisted=True, levels=NEW_HERE)
    ended = IdeaFactory(officer=officer, levels=NEW_HERE, in_window=False, declined=True)
    sealed = IdeaFactory(officer=UserFactory(officer=True), assessed=True, levels=LISTED)
    assert Idea.objects.get(pk=sealed.pk).sealed
    html = text(desk.get(PAGE, NOVEL))
    assert "2 open proposals of 2 would change band" in html
    assert "To the agenda: 1. Off the agenda: 1." in html
    assert leaving.reference in html and entering.reference in html
    assert ended.reference not in html and sealed.reference not in html


def test_an_administrator_reads_how_many_and_not_which():
    idea = IdeaFactory(shortlisted=True, levels=LISTED)
    html = text(client_of(UserFactory(admin=True, locale="en")).get(PAGE, NOVEL))
    assert "1 open proposal of 1 would change band" in html
    assert idea.reference not in html


def test_what_was_assessed_before_keeps_its_own_weights(officer):
    idea = IdeaFactory(officer=officer, shortlisted=True, levels=LISTED)
    before = Idea.objects.get(pk=idea.pk).priority
    change_weights(by=officer, points=NOVEL, version=current_rubric().version)
    assert (Idea.objects.get(pk=idea.pk).priority, Assessment.objects.get().rubric.version) == (before, 1)
    later = IdeaFactory(officer=officer)
    assess_idea(later, by=officer, **LISTED)
    assert Assessment.objects.get(idea=later).rubric.version == 2


def test_of_two_who_set_them_the_second_looks_again_and_loses_nothing(desk, officer):
    change_weights(by=officer, points=NOVEL | {"impact": 50}, version=current_rubric().version)
    html = text(desk.post(PAGE, NOVEL | {"version": "1"}), 409)
    assert "changed meanwhile" in html and 'value="10"' in html
    assert rubric_to_read().version == 2
    with pytest.raises(Conflict):
        change_weights(by=officer, points=NOVEL, version=None)


def test_points_are_checked_by_the_service_too(officer):
    for wrong in (NOVEL | {"novelty": 99}, {"policy": 0, "novelty": 100, "impact": 0, "effort": 5}):
        with pytest.raises(InvalidInput):
            change_weights(by=officer, points=wrong, version=current_rubric().version)


def test_an_earlier_version_is_used_again_as_a_new_one(desk, officer):
    first = current_rubric()
    change_weights(by=officer, points=NOVEL, version=1)
    assert "Use again" in text(desk.get(PAGE))
    assert desk.post(f"{PAGE}1/restore/").status_code == 303
    again = rubric_to_read()
    assert (again.version, again.values, points_of(again.values)) == (3, first.values, points_of(DEFAULT_RUBRIC))
    assert restore_rubric(again, by=officer) == again  # the one in force stays
    assert desk.post(f"{PAGE}77/restore/").status_code == 404


def test_shares_add_up_to_a_hundred():
    assert percents(DEFAULT_RUBRIC) == {"policy": 24, "novelty": 16, "impact": 40, "effort": 20}
    third = {"policy": 100, "novelty": 100, "impact": 100, "effort": 0}
    officer = UserFactory(officer=True)
    made = change_weights(by=officer, points=third, version=current_rubric().version)
    assert sum(percents(made.values).values()) == 100


def test_the_weights_and_the_portfolio_say_the_same_of_the_same_weights(officer):
    """Also of what was assessed by earlier weights: both compare with the band in which it stands."""
    for levels in (LISTED, NEW_HERE):
        IdeaFactory(officer=officer, shortlisted=True, levels=levels)
    change_weights(by=officer, points={"policy": 100, "novelty": 50, "impact": 80, "effort": 10}, version=1)
    told = what_if(Portfolio(), by=officer, policy=10, novelty=80, impact=10, effort=20)
    crossed = crossing_with(rubric_of(10, 80, 10, 20, rubric_to_read().values.thresholds))
    moved = {(one.line.idea.pk, one.before, one.after) for one in (*told.rising, *told.falling)}
    assert len(moved) == 2 == crossed.total
    assert {(idea.pk, one.before, one.after) for idea, one in crossed.rows} == moved


def test_the_preview_costs_the_same_for_one_and_three_proposals(desk, officer, django_assert_max_num_queries):
    for _number in range(3):
        IdeaFactory(officer=officer, shortlisted=True, levels=LISTED)
    with django_assert_max_num_queries(3):
        assert crossing_with(DEFAULT_RUBRIC).looked_at == 3


def test_the_api_shows_sets_and_restores(officer):
    program = Program(officer)
    version = current_rubric().version
    told = program.asks("rubric/preview/?policy=10&novelty=100&impact=10&effort=20").json()
    assert (told["shares"]["novelty"], told["changed"]) == (72, 0)
    is_problem(program.asks("rubric/preview/?policy=10&novelty=10&impact=10&effort=20"), 400)
    made = program.asks("rubric/versions/", NOVEL | {"version": version})
    assert (made.status_code, made.json()["version"]) == (201, 2)
    is_problem(program.asks("rubric/versions/", NOVEL | {"version": version}), 412)
    is_problem(program.asks("rubric/versions/", NOVEL | {"novelty": 9, "version": 2}), 422)
    assert program.posts("rubric/versions/1/restore/").json()["version"] == 3
    assert [row["version"] for row in rows(program.asks("rubric/versions/"))] == [3, 2, 1]
    is_problem(Program(UserFactory(reviewer=True)).asks("rubric/versions/"), 404)
