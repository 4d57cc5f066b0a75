"""Recording a decision on an idea, whoever took it."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ideas.deadlines import OF_THE_OUTCOME
from ideas.enums import DecidedBy, DecisionOutcome, State
from ideas.models import Decision, Idea
from ideas.rules import is_author
from ideas.scoring import is_heavy
from ideas.services.lifecycle import apply_transition, check_transition, lock, settle, supersede_current, take
from ideas.validators import validate_day_to_come
from ideas.workflow import Actor
from parkour.core import clock
from parkour.core.dates import human_date
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused

TRANSITION_OF = {
    **{(Actor.COMMITTEE, outcome): name for outcome, name in OF_THE_OUTCOME.items()},
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
    held_until: datetime | None = None,
) -> Decision:
    """Write a decision that supersedes the current one, and move the idea accordingly.

    `actor` says on whose authority: the caller has checked it (the committee its polls, the direction its
    answer). An adopted idea needs an owner who works here and a due date to come; a recommended one may have
    the date, to come, by which the direction answers. What takes a great effort is the direction's to adopt.
    `counts` is as in `Decision`. With `held_until` (aware), everything but the row itself happens then, by the clock:
    the state, the board, the letters, the action. Raises InvalidInput with the field, TransitionRefused.
    """
    outcome = DecisionOutcome(outcome)
    if (actor, outcome) not in TRANSITION_OF:
        raise TransitionRefused(_("This decision is not theirs to take."))
    if not reason.strip():
        raise InvalidInput(_("Give the reason: everyone reads it."), field="reason")
    _check_promise(outcome, owner, due_on, held_until)
    locked = lock(idea)
    if locked.held_outcome:
        raise TransitionRefused(_("The committee has decided on it already: its authors are about to be told."))
    if outcome == DecisionOutcome.APPROVED and actor is Actor.COMMITTEE and is_heavy(locked.effort):
        raise TransitionRefused(_("The effort is great: the committee recommends, the direction answers."))
    name, is_held = TRANSITION_OF[actor, outcome], bool(held_until and held_until > clock.now())
    if is_held:
        check_transition(locked, name, by=by, actor=actor)
    else:
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
        is_held=is_held,
    )
    if is_held:
        locked.held_outcome, locked.held_until = outcome, held_until
        locked.save(update_fields=["held_outcome", "held_until"])
        return decision
    apply_transition(locked, name, by=by, actor=actor, note=decision.reason, decision=decision)
    return decision


@transaction.atomic
def tell_held(ideas: Collection[int]) -> int:
    """Let what waits on these contributions (keys) hold now: it is about to be public. Returns how many there were."""
    rows = Idea.objects.filter(pk__in=ideas, held_until__isnull=False)
    locked = list(rows.select_for_update(of=("self",)).select_related("site").order_by("pk"))
    for idea in locked:
        idea.held_until = min(idea.held_until, clock.now())
        settle(idea)
    return len(locked)


def _check_promise(outcome, owner, due_on, held_until):
    """Who carries it out, and by when: what a decision promises to everyone."""
    adopted = outcome == DecisionOutcome.APPROVED
    if adopted and owner is None:
        raise InvalidInput(_("Name the person who carries it out."), field="owner")
    if adopted and not owner.is_active:
        raise InvalidInput(_("This person no longer works here: choose another owner."), field="owner")
    if adopted or due_on is not None:
        validate_day_to_come(due_on, "due_on")
    if due_on and held_until and due_on <= timezone.localdate(held_until):
        raise InvalidInput(
            _("It is told on %(date)s: choose a later day.") % {"date": human_date(held_until)}, field="due_on"
        )


@transaction.atomic
def arbitrate(idea: Idea, *, by, adopted: bool, reason: str, owner=None, due_on=None) -> Decision:
    """The dated answer the direction owes to a recommendation of the committee."""
    idea = take(idea)
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
