"""Ideas further along their life, brought there through the services."""

from datetime import timedelta
from itertools import count
from uuid import uuid4

from ideas.enums import DecidedBy, DecisionOutcome
from ideas.models import Action, Authorship, Idea
from ideas.services.decisions import record_decision
from ideas.services.follow_up import confirm_done, start_work
from ideas.services.lifecycle import apply_transition
from ideas.workflow import Actor
from parkour.core import clock
from tests.factories import IdeaFactory, UserFactory

COPIES = count(1)
COUNTS = {
    "direction": {"name": "Direction", "yes": 4, "no": 1, "abstain": 0, "present": 5},
    "employees": {"name": "Collaborateurs", "yes": 6, "no": 1, "abstain": 1, "present": 8},
}


def decided(idea=None, outcome=DecisionOutcome.APPROVED, reason="Un irritant de chaque semaine.", owner=None, **facts):
    """An idea the committee has decided on, with the ballots of both poles."""
    idea = idea or IdeaFactory(shortlisted=True, **facts)
    apply_transition(
        idea, "schedule", actor=Actor.COMMITTEE, session_label="Séance 3", session_on=clock.today() + timedelta(days=7)
    )
    adopted = outcome == DecisionOutcome.APPROVED
    record_decision(
        idea,
        outcome=outcome,
        decided_by=DecidedBy.POLL,
        actor=Actor.COMMITTEE,
        by=None,
        reason=reason,
        owner=(owner or UserFactory()) if adopted else None,
        due_on=clock.today() + timedelta(days=60) if adopted else None,
        counts=COUNTS,
    )
    return Idea.objects.get(pk=idea.pk)


def alike(idea, number):
    """`number` more ideas with an action, copied row by row from `idea`: for rules that are about how many alone."""
    idea = Idea.objects.get(pk=idea.pk)
    action, authorships = Action.objects.get(idea=idea), list(Authorship.objects.filter(idea=idea))
    made = []
    for _ in range(number):
        idea.pk, idea.reference, idea.client_uuid = None, f"PKR-2000-{next(COPIES):04}", uuid4()
        idea.save(force_insert=True)
        for row in (*authorships, action):
            row.pk, row.idea = None, idea
            row.save(force_insert=True)
        made.append(Idea.objects.get(pk=idea.pk))
    return made


def done(idea=None, evidence="Les passages sont regroupés par rue.", **facts):
    """An idea that the officer has confirmed as done."""
    officer = UserFactory(officer=True)
    idea = decided(idea, **facts)
    start_work(idea, by=officer)
    confirm_done(idea, by=officer, evidence=evidence)
    return Idea.objects.get(pk=idea.pk)
