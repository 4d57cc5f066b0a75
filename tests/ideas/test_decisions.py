"""Decisions of the committee and of the direction: who may take which, on what, and what it opens."""

from datetime import timedelta

import pytest

from ideas.enums import DecidedBy, DecisionOutcome, State
from ideas.models import Action, Decision, Idea
from ideas.services.decisions import arbitrate, record_decision
from ideas.services.lifecycle import apply_transition
from ideas.workflow import Actor
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from tests.factories import IdeaFactory, UserFactory

pytestmark = pytest.mark.django_db


def fresh(idea):
    return Idea.objects.get(pk=idea.pk)


def schedule(idea):
    return apply_transition(
        idea,
        "schedule",
        actor=Actor.COMMITTEE,
        session_label="Séance 4",
        session_on=clock.today() + timedelta(days=9),
    )


@pytest.mark.parametrize("outcome", [DecisionOutcome.APPROVED, DecisionOutcome.REJECTED, DecisionOutcome.DEFERRED])
def test_the_direction_decides_on_recommendations_only(outcome):
    idea = schedule(IdeaFactory(shortlisted=True))
    with pytest.raises(TransitionRefused):
        record_decision(
            idea,
            outcome=outcome,
            decided_by=DecidedBy.SPONSOR,
            actor=Actor.SPONSOR,
            by=UserFactory(sponsor=True),
            reason="Parce que.",
            owner=UserFactory(),
            due_on=clock.today() + timedelta(days=9),
        )
    assert fresh(idea).state == State.SCHEDULED


def test_the_committee_recommends_what_takes_a_great_effort_and_does_not_adopt_it():
    idea = schedule(IdeaFactory(shortlisted=True, levels={"policy": 4, "novelty": 2, "impact": 5, "effort": 4}))
    facts = {"decided_by": DecidedBy.POLL, "actor": Actor.COMMITTEE, "by": None, "reason": "Vote."}
    with pytest.raises(TransitionRefused):
        record_decision(
            idea,
            outcome=DecisionOutcome.APPROVED,
            owner=UserFactory(),
            due_on=clock.today() + timedelta(days=9),
            **facts,
        )
    with pytest.raises(InvalidInput):
        record_decision(idea, outcome=DecisionOutcome.RECOMMENDED, due_on=clock.today() - timedelta(days=1), **facts)
    record_decision(idea, outcome=DecisionOutcome.RECOMMENDED, **facts)
    assert fresh(idea).state == State.RECOMMENDED


def test_an_owner_who_left_carries_nothing_out():
    idea = schedule(IdeaFactory(shortlisted=True))
    with pytest.raises(InvalidInput) as refusal:
        record_decision(
            idea,
            outcome=DecisionOutcome.APPROVED,
            decided_by=DecidedBy.POLL,
            actor=Actor.COMMITTEE,
            by=None,
            reason="Vote.",
            owner=UserFactory(is_active=False),
            due_on=clock.today() + timedelta(days=9),
        )
    assert refusal.value.field == "owner"


def test_a_decision_supersedes_the_one_before_and_an_adopted_one_opens_an_action():
    idea, officer = schedule(IdeaFactory(shortlisted=True)), UserFactory(officer=True)
    record_decision(
        idea,
        outcome=DecisionOutcome.RECOMMENDED,
        decided_by=DecidedBy.POLL,
        actor=Actor.COMMITTEE,
        by=officer,
        reason="Le comité est favorable.",
        due_on=clock.today() + timedelta(days=15),
    )
    assert fresh(idea).answer_due_on == clock.today() + timedelta(days=15)
    decision = arbitrate(
        fresh(idea),
        by=UserFactory(sponsor=True),
        adopted=True,
        reason="La direction suit.",
        owner=officer,
        due_on=clock.today() + timedelta(days=90),
    )
    assert list(Decision.objects.filter(idea=idea, superseded_at=None)) == [decision]
    assert fresh(idea).state == State.APPROVED
    assert Action.objects.get(idea=idea).due_on == clock.today() + timedelta(days=90)


def test_an_adopted_decision_needs_an_owner_and_a_date_to_come():
    idea = schedule(IdeaFactory(shortlisted=True))
    asked = {
        "outcome": DecisionOutcome.APPROVED,
        "decided_by": DecidedBy.POLL,
        "actor": Actor.COMMITTEE,
        "by": UserFactory(officer=True),
        "reason": "Oui.",
    }
    with pytest.raises(InvalidInput) as caught:
        record_decision(idea, **asked, due_on=clock.today() + timedelta(days=3))
    assert caught.value.field == "owner"
    with pytest.raises(InvalidInput) as caught:
        record_decision(idea, **asked, owner=UserFactory(), due_on=clock.today())
    assert caught.value.field == "due_on"
    assert fresh(idea).state == State.SCHEDULED


def test_the_direction_answers_a_recommendation_only_and_never_its_own_idea():
    sponsor, owner = UserFactory(sponsor=True), UserFactory()
    facts = {"adopted": True, "reason": "Oui.", "owner": owner, "due_on": clock.today() + timedelta(days=30)}
    with pytest.raises(TransitionRefused):
        arbitrate(schedule(IdeaFactory(shortlisted=True)), by=sponsor, **facts)
    own = schedule(IdeaFactory(shortlisted=True, author=sponsor))
    record_decision(
        own,
        outcome=DecisionOutcome.RECOMMENDED,
        decided_by=DecidedBy.POLL,
        actor=Actor.COMMITTEE,
        by=owner,
        reason="Le comité est favorable.",
    )
    with pytest.raises(NotAllowed):
        arbitrate(fresh(own), by=sponsor, **facts)
