"""What the clock alone makes of an idea. Readers derive it; the next locked write or the sweeper writes it down."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from ideas.enums import UNTRIAGED, DecisionOutcome, State
from parkour.core import clock

# The transition that each outcome of the committee is; the state it leads to has the outcome's name.
OF_THE_OUTCOME = {
    DecisionOutcome.APPROVED: "approve",
    DecisionOutcome.RECOMMENDED: "recommend",
    DecisionOutcome.REJECTED: "reject",
    DecisionOutcome.DEFERRED: "defer",
}
QUESTION_WINDOW = timedelta(days=30)


@dataclass(frozen=True)
class Due:
    """A transition that the clock alone makes: its name and the moment it fell due (aware)."""

    name: str
    at: datetime
    target: State


def due_transition(idea, now: datetime | None = None) -> Due | None:
    """What time has already made of an idea although nobody has written it down yet."""
    now = now or clock.now()
    if idea.state == State.FAST_TRACK and idea.objections_until and idea.objections_until <= now:
        return Due("pass_window", idea.objections_until, State.APPROVED)
    if idea.state == State.NEEDS_INFO and idea.state_since + QUESTION_WINDOW <= now:
        return Due("auto_park", idea.state_since + QUESTION_WINDOW, State.PARKED)
    if idea.state == State.PARKED and idea.review_on and idea.review_on <= clock.today():
        morning = timezone.make_aware(datetime.combine(idea.review_on, time.min))
        return Due("return_from_park", max(idea.state_since, morning), State.IN_TRIAGE)
    if idea.state == State.SCHEDULED and idea.held_until and idea.held_until <= now:
        outcome = DecisionOutcome(idea.held_outcome)
        return Due(OF_THE_OUTCOME[outcome], idea.held_until, State(outcome.value))
    return None


def effective_state(idea, now: datetime | None = None) -> State:
    """The state that holds at `now`, whether or not the sweeper has passed."""
    due = due_transition(idea, now)
    return due.target if due else State(idea.state)


def back_from_park() -> Q:
    """Parked contributions whose day has come."""
    return Q(state=State.PARKED, review_on__lte=clock.today())


def in_triage() -> Q:
    """What waits for the officer now, written down or not."""
    return Q(state__in=UNTRIAGED) | back_from_park()


def fallen_due(now: datetime) -> Q:
    """Ideas of which `due_transition` says something at `now`."""
    return (
        Q(state=State.FAST_TRACK, objections_until__lte=now)
        | Q(state=State.NEEDS_INFO, state_since__lte=now - QUESTION_WINDOW)
        | back_from_park()
        | Q(held_until__lte=now)
    )
