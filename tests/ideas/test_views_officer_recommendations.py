"""The recommendations of the committee and the dated answers of the direction."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from ideas.enums import State
from ideas.models import Decision, Idea
from parkour.core import clock
from tests.factories import UserFactory
from tests.ideas.lives import decided

pytestmark = pytest.mark.django_db


def recommended():
    return decided(outcome="recommended")


def fresh(idea):
    return Idea.objects.get(pk=idea.pk)


def in_days(days):
    return (clock.today() + timedelta(days=days)).isoformat()


@pytest.fixture
def direction(signed_in):
    return signed_in(UserFactory(sponsor=True, locale="en"))


def answer_to(idea):
    return reverse("ideas:arbitrate", kwargs={"reference": idea.reference})


def test_recommendations_wait_for_the_direction_by_date(direction):
    late, early = recommended(), recommended()
    Idea.objects.filter(pk=early.pk).update(answer_due_on=clock.today() + timedelta(days=2))
    html = direction.get("/recommendations/").content.decode()
    assert re.findall(r"/recommendations/(PKR-\d+-\d+)/", html) == [early.reference, late.reference]
    assert "Answer 2 recommendations" in direction.get("/actions/").content.decode()


def test_no_recommendation_is_said(direction):
    assert "Nothing waits for you" in direction.get("/recommendations/").content.decode()


def test_the_list_of_recommendations_costs_the_same_for_one_and_three(direction, count_queries):
    recommended()
    one = count_queries(lambda: direction.get("/recommendations/"))
    recommended()
    recommended()
    assert count_queries(lambda: direction.get("/recommendations/")) == one


def test_the_direction_adopts_with_an_owner_and_a_date(direction):
    idea, owner = recommended(), UserFactory()
    html = direction.get(answer_to(idea)).content.decode()
    assert idea.problem_text.replace("'", "&#x27;") in html and "6 for, 1 against, 1 abstention" in html
    facts = {"answer": "adopt", "owner": owner.email, "due_on": in_days(90), "reason": "Attendu partout."}
    answer = direction.post(answer_to(idea), facts)
    assert (answer.status_code, answer.url) == (303, "/recommendations/")
    assert (fresh(idea).state, fresh(idea).action.owner) == (State.APPROVED, owner)
    current = Decision.objects.get(idea=idea, superseded_at=None)
    assert (current.decided_by, current.reason) == ("sponsor", "Attendu partout.")


def test_the_direction_says_no_with_a_reason(direction):
    idea = recommended()
    assert direction.post(answer_to(idea), {"answer": "refuse", "reason": "Trop tôt."}).status_code == 303
    assert fresh(idea).state == State.REJECTED


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"answer": "adopt", "reason": "Oui."},
        {"answer": "adopt", "reason": "Oui.", "owner": "Personne", "due_on": "2099-01-01"},
        {"answer": "adopt", "reason": "Oui.", "due_on": "2020-01-01"},
        {"answer": "refuse", "reason": " "},
        {"answer": "maybe", "reason": "Oui."},
    ],
)
def test_an_answer_without_its_facts_is_refused(direction, facts):
    idea = recommended()
    assert direction.post(answer_to(idea), facts).status_code == 422
    assert fresh(idea).state == State.RECOMMENDED


def test_an_answer_is_given_once(direction):
    idea = recommended()
    direction.post(answer_to(idea), {"answer": "refuse", "reason": "Trop tôt."})
    answer = direction.post(answer_to(idea), {"answer": "refuse", "reason": "Encore."})
    assert (answer.status_code, answer.url) == (302, "/recommendations/")
    assert Decision.objects.filter(idea=idea, decided_by="sponsor").count() == 1


def test_the_officer_does_not_answer_for_the_direction(signed_in):
    idea = recommended()
    client = signed_in(UserFactory(officer=True))
    assert client.get("/recommendations/").status_code == 404
    assert client.post(answer_to(idea), {"answer": "refuse", "reason": "Non."}).status_code == 404
