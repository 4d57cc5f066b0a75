"""The officer's other moves: taking back, bringing back, taking up again."""

from datetime import timedelta

import pytest
from django.urls import reverse

from ideas.enums import State
from ideas.models import Idea
from ideas.outcomes import MOVES
from ideas.services.lifecycle import apply_transition
from ideas.workflow import Actor
from parkour.core import clock
from tests.factories import IdeaFactory, UserFactory
from tests.ideas.lives import decided

pytestmark = pytest.mark.django_db
WORDS = "Merci, voici la suite."


@pytest.fixture
def desk(signed_in):
    return signed_in(UserFactory(officer=True, locale="en"))


def item(idea):
    return reverse("ideas:triage_item", kwargs={"reference": idea.reference})


def fresh(idea):
    return Idea.objects.get(pk=idea.pk)


def in_days(days):
    return (clock.today() + timedelta(days=days)).isoformat()


def deferred():
    idea = IdeaFactory(shortlisted=True)
    return decided(idea, outcome="deferred")


STARTS = {
    "withdraw_quick_win": lambda: IdeaFactory(fast_track=True),
    "reshortlist": deferred,
    "park": deferred,
    "return_from_park": lambda: IdeaFactory(parked=True),
    "unmerge": lambda: merged(),
    "promote_variant": lambda: IdeaFactory(workshop=True),
    "return_from_workshop": lambda: IdeaFactory(workshop=True),
    "reopen": lambda: decided(outcome="rejected"),
}
ENDS = {
    "reshortlist": State.SHORTLISTED,
    "park": State.PARKED,
    "promote_variant": State.SHORTLISTED,
    "reopen": State.SHORTLISTED,
}


def merged():
    idea, officer = IdeaFactory(opened=True), UserFactory(officer=True)
    return apply_transition(idea, "merge", by=officer, message=WORDS, into=IdeaFactory())


def move_url(move, idea):
    return reverse(f"ideas:{MOVES[move].url_name}", kwargs={"reference": idea.reference})


@pytest.mark.parametrize("move", MOVES)
def test_each_move_is_offered_asks_and_happens(desk, move):
    idea = STARTS[move]()
    address = move_url(move, idea)
    assert f'href="{address}"' in desk.get(item(idea)).content.decode()
    assert desk.get(address).status_code == 200
    assert fresh(idea).state == idea.state
    facts = {"reason": WORDS, "message": WORDS, "review_on": in_days(30), "proposal": "Regrouper par rue."}
    answer = desk.post(address, facts)
    assert (answer.status_code, answer.url) == (303, item(idea))
    assert fresh(idea).state == ENDS.get(move, State.IN_TRIAGE)


@pytest.mark.parametrize("move", [name for name in MOVES if name not in {"reshortlist", "return_from_park"}])
def test_a_move_without_its_words_is_refused(desk, move):
    idea = STARTS[move]()
    assert desk.post(move_url(move, idea), {}).status_code == 422
    assert fresh(idea).state == idea.state


@pytest.mark.parametrize("move", MOVES)
def test_a_move_from_elsewhere_is_refused_in_a_sentence(desk, move):
    idea = IdeaFactory()
    read, written = desk.get(move_url(move, idea)), desk.post(move_url(move, idea), {"reason": WORDS})
    assert (read.status_code, read.url) == (302, item(idea))
    assert written.status_code == 409
    assert WORDS in written.content.decode()
    assert fresh(idea).state == State.SUBMITTED


def test_what_the_workshop_proposes_stands_beside_the_words_of_the_author(desk):
    idea = IdeaFactory(workshop=True, feedback=True)
    desk.post(move_url("promote_variant", idea), {"proposal": "Regrouper par rue.", "message": WORDS})
    after = fresh(idea)
    assert (after.restatement, after.problem_text) == ("Regrouper par rue.", idea.problem_text)


def test_a_merge_older_than_30_days_stays(desk):
    with clock.at(clock.now() - timedelta(days=31)):
        idea = merged()
    answer = desk.post(move_url("unmerge", idea), {"reason": WORDS})
    assert (answer.status_code, fresh(idea).state) == (409, State.MERGED)


def test_an_idea_comes_back_to_the_committee_once_in_twelve_months(desk):
    idea = decided(outcome="rejected")
    assert desk.post(move_url("reopen", idea), {"reason": WORDS}).status_code == 303
    decided(fresh(idea), outcome="rejected")
    assert desk.post(move_url("reopen", idea), {"reason": WORDS}).status_code == 409
    assert fresh(idea).state == State.REJECTED


def test_no_move_is_offered_to_the_author(signed_in):
    author = UserFactory()
    idea = IdeaFactory(author=author, parked=True)
    page = signed_in(author).get(idea.get_absolute_url()).content.decode()
    assert move_url("return_from_park", idea) not in page


def test_the_session_stays_the_matter_of_the_committee(desk):
    idea = IdeaFactory(shortlisted=True)
    apply_transition(
        idea, "schedule", actor=Actor.COMMITTEE, session_label="Séance 3", session_on=clock.today() + timedelta(days=7)
    )
    html = desk.get(item(idea)).content.decode()
    assert not any(move_url(move, idea) in html for move in MOVES)
