"""Recording a decision on an idea, whoever took it."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.enums import DecidedBy, DecisionOutcome, State
from ideas.models import Decision, Idea
from ideas.rules import is_author
from ideas.services.lifecycle import apply_transition, lock, supersede_current
from ideas.validators import validate_day_to_come
from ideas.workflow import Actor
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused

TRANSITION_OF = {
    DecisionOutcome.APPROVED: "approve",
    DecisionOutcome.RECOMMENDED: "recommend",
    DecisionOutcome.REJECTED: "reject",
    DecisionOutcome.DEFERRED: "defer",
}


@transaction.atomic
def record_decision(
    idea: Idea,
    *,
    outcome: DecisionOutcome,
    decided_by: DecidedBy,
    actor: Actor,
    by,
    reason: str,
    owner=None,
    due_on: date | None = None,
    rule_text: str = "",
    counts: dict | None = None,
    source_label: str = "",
) -> Decision:
    """Write a decision that supersedes the current one, and move the idea accordingly.

    `actor` says on whose authority: the caller has checked it (the committee its polls, the direction its
    answer). An adopted idea needs an owner and a due date to come. `counts` is as in `Decision`.
    """
    outcome = DecisionOutcome(outcome)
    if not reason.strip():
        raise InvalidInput(_("Give the reason: everyone reads it."), field="reason")
    if outcome == DecisionOutcome.APPROVED and owner is None:
        raise InvalidInput(_("Name the person who carries it out."), field="owner")
    if outcome == DecisionOutcome.APPROVED or due_on is not None:
        validate_day_to_come(due_on, "due_on")
    locked = lock(idea)
    supersede_current(locked, clock.now())
    decision = Decision.objects.create(
        idea=locked,
        outcome=outcome,
        decided_by=decided_by,
        reason=reason.strip(),
        owner=owner,
        due_on=due_on,
        by=by,
        at=clock.now(),
        rule_text=rule_text,
        counts=counts or {},
        source_label=str(source_label),
    )
    apply_transition(locked, TRANSITION_OF[outcome], by=by, actor=actor, note=decision.reason, decision=decision)
    return decision


@transaction.atomic
def arbitrate(idea: Idea, *, by, adopted: bool, reason: str, owner=None, due_on=None) -> Decision:
    """The dated answer the direction owes to a recommendation of the committee."""
    idea = lock(idea)
    if not by.has_perm("ideas.arbitrate"):
        raise NotAllowed(_("Only the direction answers a recommendation."))
    if is_author(by, idea):
        raise NotAllowed(_("This is your own contribution: somebody else of the direction answers."))
    if idea.state != State.RECOMMENDED:
        raise TransitionRefused(_("The direction has already answered this recommendation."))
    return record_decision(
        idea,
        outcome=DecisionOutcome.APPROVED if adopted else DecisionOutcome.REJECTED,
        decided_by=DecidedBy.SPONSOR,
        actor=Actor.SPONSOR,
        by=by,
        reason=reason,
        owner=owner,
        due_on=due_on,
    )
