"""Answers of the desk leave after an undo window: held, taken back, sent at once, carried out when their time comes.

Until it leaves, a decision is one row and nothing else: taking it back means that nothing happened. Every lock is taken
on the idea first, then on the row.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from ideas.held import due_answers
from ideas.models import HeldDecision, Idea, ReadyAnswer, TriageDecision
from ideas.services.lifecycle import BEFORE_A_WRITE, lock, lock_in_order, take
from ideas.services.triage import Orientation, decide_triage
from parkour.accounts.rules import is_officer
from parkour.core import clock
from parkour.core.exceptions import NotAllowed, ParkourError, TransitionRefused
from parkour.core.wake import wake

SEND_TASK = "ideas.tasks.send_held_answers"
AT_ONCE = 200
FACTS = ("reason", "reason_code", "channel", "review_on", "owner", "due_on")
logger = logging.getLogger(__name__)


@transaction.atomic
def hold_decision(
    idea: Idea,
    orientation: Orientation,
    *,
    by,
    version: int | None = None,
    leaves_at: datetime | None = None,
    ready: ReadyAnswer | None = None,
) -> HeldDecision | TriageDecision:
    """Decide after the undo window; at once, where the settings give none; at `leaves_at`, when it was chosen.

    `ready` is the prepared answer that it was: taken back, it is ready again. Everything that `decide_triage` refuses
    is refused now, in the same words: it is done and undone. Raises as it does.
    """
    if not settings.UNDO_SECONDS and leaves_at is None:
        return decide_triage(idea, orientation, by=by, version=version)
    if orientation.into:
        lock_in_order(idea, orientation.into)
    locked, now = take(idea, version), clock.now()
    message = tried(locked, orientation, by)
    HeldDecision.objects.filter(Q(by=by) | Q(leaves_at__isnull=False), idea=locked).delete()  # these words replace them
    held = HeldDecision.objects.create(
        idea=locked,
        outcome=orientation.outcome,
        message=message,
        merged_into=orientation.into,
        **{name: getattr(orientation, name) for name in FACTS},
        by=by,
        held_at=now,
        leaves_at=leaves_at or now + timedelta(seconds=settings.UNDO_SECONDS),
        is_planned=leaves_at is not None,
        ready=ready,
    )
    if not held.is_planned:  # what leaves on another day is found by the sweeper
        wake(SEND_TASK, in_seconds=settings.UNDO_SECONDS + 0.2)
    return held


def tried(locked, orientation, by) -> str:
    """The words as they would leave. Nothing stays written; raises what deciding would raise."""
    with transaction.atomic():
        message = decide_triage(locked, orientation, by=by).message
        transaction.set_rollback(True)
    return message


@transaction.atomic
def take_back_decision(idea: Idea, *, by) -> HeldDecision:
    """Undo: nothing leaves, and the words are kept for whoever wrote them. Possible as long as it has not left.

    What could not leave is taken back by any officer, and becomes theirs. What was prepared (`ready`) is taken back by
    any officer, and is ready again. Raises NotAllowed, TransitionRefused.
    """
    held = _held(lock(idea))
    if held.by_id != by.pk and not ((held.failed_because or held.ready_id) and is_officer(by)):
        raise NotAllowed(_("Only who wrote this answer takes it back."))
    if held.ready_id:
        HeldDecision.objects.filter(pk=held.pk).delete()
        return held
    HeldDecision.objects.filter(idea=idea, by=by, leaves_at=None).delete()
    held.by, held.leaves_at, held.failed_because = by, None, ""
    held.save(update_fields=["by", "leaves_at", "failed_because"])
    return held


def _held(locked) -> HeldDecision:
    held = HeldDecision.objects.select_for_update().filter(idea=locked, leaves_at__isnull=False).first()
    if held is None:
        raise TransitionRefused(_("Too late: this answer has left, or was taken back."))
    return held


@transaction.atomic
def send_held_now(idea: Idea, *, by) -> TriageDecision:
    """Let an answer leave without waiting. Raises as `take_back_decision` and as `decide_triage`; it waits then."""
    _lock_for(HeldDecision.objects.filter(idea=idea, leaves_at__isnull=False).select_related("merged_into").first())
    held = _held(lock(idea))
    if held.by_id != by.pk:
        raise NotAllowed(_("Only who wrote this answer sends it."))
    return _decide(held)


@transaction.atomic
def forget_failed(held: HeldDecision, *, by) -> None:
    """Remove what could not leave, once read. Raises NotAllowed, TransitionRefused."""
    if not is_officer(by):
        raise NotAllowed(_("Only who wrote this answer takes it back."))
    ReadyAnswer.objects.filter(held=held, discarded_at=None).exclude(held__failed_because="").update(
        discarded_at=clock.now()
    )
    removed, _kinds = HeldDecision.objects.filter(pk=held.pk).exclude(failed_because="").delete()
    if not removed:
        raise TransitionRefused(_("This answer was removed already."))


def carry_out_held() -> int:
    """Let every answer leave whose time has come; return how many left.

    What somebody else is writing to is left to the next round; what cannot happen any more says why, and waits for an
    officer.
    """
    left = 0
    for pk in list(due_answers().values_list("pk", flat=True)[:AT_ONCE]):
        try:
            left += _leave(pk)
        except Exception:  # one that cannot leave must not hold back the others
            logger.exception("the held answer %s did not leave", pk)
    return left


@transaction.atomic
def _leave(pk) -> bool:
    held = HeldDecision.objects.filter(pk=pk).select_related("merged_into").first()
    if held is None or not _lock_for(held, skip_locked=True):
        return False
    return _carry_out(held.idea_id)


def _lock_for(held, **how) -> bool:
    """Lock the ideas that an answer is about, the oldest first; False when one of them could not be had."""
    if held is None:
        return False
    keys = {held.idea_id} | ({held.merged_into_id} - {None})
    rows = Idea.objects.select_for_update(of=("self",), **how).filter(pk__in=keys).order_by("pk")
    return len(rows.values_list("pk")) == len(keys)


def _carry_out(idea_id) -> bool:
    """Make the due answer of a locked idea happen, dated when it had to leave. False when there is none any more."""
    due = due_answers().filter(idea=idea_id).select_for_update(of=("self",))
    held = due.select_related("by", "owner", "reason", "ready__by").first()
    if held is None:
        return False
    with translation.override(held.by.locale or settings.LANGUAGE_CODE):
        try:
            with transaction.atomic(), clock.at(held.leaves_at):
                _decide(held)
        except ParkourError as refusal:
            HeldDecision.objects.filter(pk=held.pk).update(failed_because=str(refusal.message))
            return False
    return True


def _decide(held) -> TriageDecision:
    if not is_officer(held.by):
        raise NotAllowed(_("%(name)s is no longer an officer.") % {"name": held.by})
    orientation = Orientation(
        outcome=held.outcome,
        message=held.message,
        into=held.merged_into,
        prepared_by=held.ready.by if held.ready else None,
        **{name: getattr(held, name) for name in FACTS},
    )
    HeldDecision.objects.filter(pk=held.pk).delete()
    decision = decide_triage(held.idea, orientation, by=held.by)
    ReadyAnswer.objects.filter(pk=held.ready_id).delete()
    return decision


def carry_out_first(locked: Idea) -> None:
    """Before somebody writes to a locked idea: its answer, if it is due. One that joins another is left to the worker
    when that one is being written to: waiting for it here could wait forever.
    """
    held = due_answers().filter(idea=locked).first()
    if held and (held.merged_into_id is None or _lock_for(held, skip_locked=True)):
        _carry_out(locked.pk)


BEFORE_A_WRITE.append(carry_out_first)
