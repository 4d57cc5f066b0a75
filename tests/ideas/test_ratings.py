"""The page of agreement: what is counted, what is said, who reads whose line."""

from datetime import timedelta

import pytest
from django.test import Client

from ideas.models import Assessment, OpinionRequest
from ideas.ratings import ratings_for
from ideas.services.opinions import rate_again, take_back_opinion
from ideas.services.rubrics import current_rubric
from ideas.services.triage import assess_idea
from parkour.core import clock
from tests.api.asking import Program, is_problem
from tests.factories import IdeaFactory, UserFactory

pytestmark = pytest.mark.django_db
HIGH = {"policy": 5, "novelty": 4, "impact": 5, "effort": 1}


@pytest.fixture
def officer():
    return UserFactory(officer=True, locale="en", first_name="Léa", last_name="Première")


@pytest.fixture
def reviewer():
    return UserFactory(reviewer=True, locale="en", first_name="Ada", last_name="Seconde")


def page(person):
    client = Client()
    client.force_login(person, backend="parkour.accounts.backends.SignInBackend")
    return client.get("/triage/agreement/")


def rated_twice(officer, reviewer, second=HIGH):
    idea = IdeaFactory(officer=officer)
    assess_idea(idea, by=officer, **HIGH)
    assess_idea(idea, by=reviewer, **second)
    return idea


def rows_of_pairs(officer, reviewer, levels):
    """Pairs of assessments, as many as `levels` has pairs of levels, written at once."""
    ideas, now, rubric = [IdeaFactory(officer=officer) for _pair in levels], clock.now(), current_rubric()
    Assessment.objects.bulk_create(
        Assessment(idea=idea, rater=rater, rubric=rubric, submitted_at=now, **dict.fromkeys(HIGH, level))
        for idea, pair in zip(ideas, levels, strict=True)
        for rater, level in zip((officer, reviewer), pair, strict=True)
    )
    OpinionRequest.objects.bulk_create(
        OpinionRequest(idea=idea, because="few", first=officer, second=reviewer, asked_at=now, ended_at=now)
        for idea in ideas
    )


@pytest.mark.parametrize(
    ("role", "status"),
    [("officer", 200), ("reviewer", 200), ("sponsor", 200), ("facilitator", 404), ("admin", 404), (None, 404)],
)
def test_the_page_is_for_raters_and_the_direction(role, status):
    assert page(UserFactory(**{role: True} if role else {})).status_code == status


def test_blind_pairs_are_counted_and_too_few_say_nothing(officer, reviewer):
    rated_twice(officer, reviewer)
    rated_twice(officer, reviewer, HIGH | {"impact": 2})
    html = page(officer).content.decode()
    assert "Not enough double ratings (2/30)" in html
    assert "Sufficient agreement" not in html and "Look at the anchors again" not in html
    found = ratings_for(officer)
    assert (found.pairs, found.criteria["impact"].apart, found.criteria["policy"].apart) == (2, 1, 0)


def test_what_was_given_after_a_talk_or_a_year_ago_or_unasked_is_not_counted(officer, reviewer):
    idea = rated_twice(officer, reviewer, HIGH | {"impact": 2})
    for person in (officer, reviewer):
        rate_again(idea, by=person, **HIGH)
    assert ratings_for(officer).criteria["impact"].apart == 1
    unasked = IdeaFactory(officer=officer)
    assess_idea(unasked, by=officer, **HIGH)
    take_back_opinion(unasked, by=officer)
    assess_idea(unasked, by=reviewer, **HIGH)
    assert ratings_for(officer).pairs == 1
    OpinionRequest.objects.update(ended_at=clock.now() - timedelta(days=366))
    assert ratings_for(officer).pairs == 0


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        ([(1, 1), (2, 2), (3, 3), (4, 4), (5, 5)] * 6, "Sufficient agreement"),
        ([(1, 5), (2, 2), (5, 1), (4, 2), (3, 4)] * 6, "Look at the anchors again"),
    ],
)
def test_thirty_pairs_say_what_the_whole_interval_says(officer, reviewer, levels, said):
    rows_of_pairs(officer, reviewer, levels)
    html = page(officer).content.decode()
    assert html.count(said) == 4
    assert "Not enough double ratings (" not in html


def test_officers_read_everybodys_severity_other_raters_their_own_and_the_direction_none(officer, reviewer):
    rows_of_pairs(officer, reviewer, [(4, 3)] * 12)
    assert {rater for rater, _found in ratings_for(officer).severity} == {officer, reviewer}
    assert [rater for rater, _found in ratings_for(reviewer).severity] == [reviewer]
    assert ratings_for(UserFactory(sponsor=True)).severity == []
    mine = dict(ratings_for(officer).severity)[officer]
    # Effort is turned round: half a level more on three criteria, half a level less on the fourth.
    assert (mine.mean, mine.n) == (0.25, 48)


def test_the_api_says_the_same(officer, reviewer):
    rows_of_pairs(officer, reviewer, [(1, 1), (2, 2), (5, 5)] * 10)
    told = Program(officer).asks("triage/agreement/").json()
    assert (told["double_ratings"], told["enough"]) == (30, 30)
    assert {row["criterion"]: row["finding"] for row in told["criteria"]} == dict.fromkeys(HIGH, "sufficient")
    is_problem(Program(UserFactory()).asks("triage/agreement/"), 404)
