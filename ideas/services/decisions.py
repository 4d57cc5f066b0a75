"""Recording a decision on an idea, whoever took it."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.enums import DecidedBy, DecisionOutcome, State
from ideas.models import Decision, Idea
from ideas.rules import is_author
from ideas.scoring import is_heavy
from ideas.services.lifecycle import apply_transition, lock, supersede_current
from ideas.validators import validate_day_to_come
from ideas.workflow import Actor
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused

TRANSITION_OF = {
    (Actor.COMMITTEE, DecisionOutcome.APPROVED): "approve",
    (Actor.COMMITTEE, DecisionOutcome.RECOMMENDED): "recommend",
    (Actor.COMMITTEE, DecisionOutcome.REJECTED): "reject",
    (Actor.COMMITTEE, DecisionOutcome.DEFERRED): "defer",
    (Actor.SPONSOR, DecisionOutcome.APPROVED): "grant",
    (Actor.SPONSOR, DecisionOutcome.REJECTED): "refuse",
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
    answer). An adopted idea needs an owner who works here and a due date to come; a recommended one may have
    the date, to come, by which the direction answers. What takes a great effort is the direction's to adopt.
    `counts` is as in `Decision`. Raises InvalidInput with the field, TransitionRefused.
    """
    outcome = DecisionOutcome(outcome)
    if (actor, outcome) not in TRANSITION_OF:
        raise TransitionRefused(_("This decision is not theirs to take."))
    if not reason.strip():
        raise InvalidInput(_("Give the reason: everyone reads it."), field="reason")
    _check_promise(outcome, owner, due_on)
    locked = lock(idea)
    if outcome == DecisionOutcome.APPROVED and actor is Actor.COMMITTEE and is_heavy(locked.effort):
        raise TransitionRefused(_("The effort is great: the committee recommends, the direction answers."))
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
    name = TRANSITION_OF[actor, outcome]
    apply_transition(locked, name, by=by, actor=actor, note=decision.reason, decision=decision)
    return decision


def _check_promise(outcome, owner, due_on):
    """Who carries it out, and by when: what a decision promises to everyone."""
    adopted = outcome == DecisionOutcome.APPROVED
    if adopted and owner is None:
        raise InvalidInput(_("Name the person who carries it out."), field="owner")
    if adopted and not owner.is_active:
        raise InvalidInput(_("This person no longer works here: choose another owner."), field="owner")
    if adopted or due_on is not None:
        validate_day_to_come(due_on, "due_on")


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
