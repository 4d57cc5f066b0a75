"""From a decision to its effect, by the API."""

from datetime import timedelta

import pytest

from ideas.models import Idea
from parkour.core import clock
from tests.api.asking import Program, is_problem, rows
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.lives import decided

pytestmark = pytest.mark.django_db


def in_days(count):
    return (clock.today() + timedelta(days=count)).isoformat()


def test_an_owner_and_an_officer_carry_an_action_to_its_end():
    owner, officer = UserFactory(), Program(UserFactory(officer=True))
    idea = decided(owner=owner)
    mine, one = Program(owner), f"actions/{idea.reference}/"
    assert [row["reference"] for row in rows(mine.asks("actions/"))] == [idea.reference]
    assert mine.posts(f"{one}start/").json()["state"] == "in_progress"
    news = {"status": "blocked", "progress": 30, "note": "Il manque une clé."}
    assert mine.posts(f"{one}news/", news).json()["attention"] == "blocked"
    assert mine.posts(f"{one}hold/", {"reason": "Travaux.", "resume_on": in_days(9)}).json()["state"] == "on_hold"
    assert mine.posts(f"{one}resume/").json()["resume_on"] is None
    assert mine.posts(f"{one}news/", news | {"status": "done"}).json()["attention"] == "to_confirm"
    is_problem(mine.posts(f"{one}done/", {"evidence": "Fait."}), 403)
    assert officer.posts(f"{one}done/", {"evidence": "Fait."}).json()["state"] == "implemented"
    assert officer.posts(f"{one}effect/", {"claim_level": "probable", "effect": "Moins d'attente."}).status_code == 200
    is_problem(officer.posts(f"{one}close/"), 409)
    told = officer.posts(f"{one}publish/", {"you_said": "On attend.", "we_did": "On a groupé."})
    assert told.json()["told"] is True
    assert officer.posts(f"{one}close/").json()["state"] == "closed"
    assert [row["reference"] for row in rows(mine.asks("actions/?ended=true"))] == [idea.reference]
    assert [row["status"] for row in mine.asks(one).json()["news"]] == ["done", "blocked"]


def test_an_action_does_not_exist_for_who_has_no_part_in_it():
    idea = decided()
    stranger = Program(UserFactory())
    assert rows(stranger.asks("actions/")) == []
    is_problem(stranger.asks(f"actions/{idea.reference}/"), 404)
    for step in ("start", "resume", "close"):
        is_problem(stranger.posts(f"actions/{idea.reference}/{step}/"), 404)
    is_problem(stranger.posts(f"actions/{idea.reference}/abandon/", {"reason": "Non."}), 404)
    assert Idea.objects.get(pk=idea.pk).state == "approved"


def test_a_step_out_of_turn_is_refused_by_the_state():
    officer = Program(UserFactory(officer=True))
    idea = decided()
    is_problem(officer.posts(f"actions/{idea.reference}/resume/"), 409)
    is_problem(officer.posts(f"actions/{idea.reference}/done/", {"evidence": "Fait."}), 409)
    body = {"claim_level": "probable", "effect": "Mieux."}
    is_problem(officer.posts(f"actions/{idea.reference}/effect/", body), 409)


def test_news_are_read_strictly():
    owner = UserFactory()
    idea = decided(owner=owner)
    program = Program(owner)
    for wrong in ({"progress": 101}, {"progress": "50"}, {"progress": True}, {"status": "stuck"}, {"status": None}):
        body = {"status": "moving", "progress": 10, "note": "x"} | wrong
        is_problem(program.posts(f"actions/{idea.reference}/news/", body), 422, next(iter(wrong)))
    is_problem(program.posts(f"actions/{idea.reference}/news/", {"status": "blocked", "progress": 1}), 422, "note")


def test_pages_of_actions_follow_each_other_by_key():
    officer = Program(UserFactory(officer=True))
    made = {decided().reference for _number in range(3)}
    first = officer.asks("actions/?limit=2").json()
    second = officer.asks(first["next"].removeprefix("http://testserver")).json()
    assert {row["reference"] for row in first["results"] + second["results"]} == made
    assert second["next"] is None
    is_problem(officer.asks("actions/?cursor=PKR-1999-0001"), 400)


def test_the_direction_answers_a_recommendation_once():
    idea = decided(outcome="recommended")
    sponsor, owner = Program(UserFactory(sponsor=True)), UserFactory()
    [row] = rows(sponsor.asks("recommendations/"))
    assert (row["reference"], row["reason"]) == (idea.reference, "Un irritant de chaque semaine.")
    address = f"recommendations/{idea.reference}/answer/"
    is_problem(sponsor.posts(address, {"adopted": True, "reason": "Oui."}), 422, "owner")
    is_problem(sponsor.posts(address, {"adopted": False, "reason": "Non.", "owner": owner.email}), 422, "adopted")
    answer = {"adopted": True, "reason": "Oui.", "owner": owner.email, "due_on": in_days(50)}
    made = sponsor.posts(address, answer)
    assert (made.status_code, made.json()["outcome"], made.json()["decided_by"]) == (201, "approved", "sponsor")
    is_problem(sponsor.posts(address, answer), 409)
    for reader in (UserFactory(), UserFactory(officer=True)):
        is_problem(Program(reader).asks("recommendations/"), 404)
        is_problem(Program(reader).posts(address, answer), 404)


def test_the_sponsor_does_not_answer_on_their_own_contribution():
    sponsor = UserFactory(sponsor=True)
    idea = decided(IdeaFactory(shortlisted=True, author=sponsor), outcome="recommended")
    answer = {"adopted": False, "reason": "Non."}
    is_problem(Program(sponsor).posts(f"recommendations/{idea.reference}/answer/", answer), 403)
