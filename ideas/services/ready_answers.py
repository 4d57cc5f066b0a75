"""Answers prepared one by one and published together: kept ready, put aside, put back, published.

Nothing happens to a contribution before its answer is published: it takes the way of every answer of the desk
(`services.holding`), with its undo window. Locks are taken on the idea first, then on the row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.models import HeldDecision, Idea, ReadyAnswer, TriageDecision
from ideas.services.holding import FACTS, hold_decision, tried
from ideas.services.lifecycle import lock_in_order, take
from ideas.services.triage import Orientation
from parkour.accounts.rules import is_officer
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, ParkourError, TransitionRefused

MOST = 50
LATEST = timedelta(days=60)
KEPT_ASIDE = timedelta(days=30)


@transaction.atomic
def keep_ready(
    idea: Idea, orientation: Orientation, *, by, version: int | None = None, replaces: int | None = None
) -> ReadyAnswer:
    """Prepare an answer: everything that sending refuses is refused now, and nothing happens to the contribution.

    `replaces` is the key of the ready answer that was read: another one is a Conflict, with it. Raises as
    `hold_decision`.
    """
    if orientation.into:
        lock_in_order(idea, orientation.into)
    locked = take(idea, version)
    message = tried(locked, orientation, by)
    standing = ReadyAnswer.objects.select_related("by").filter(idea=locked, discarded_at=None).first()
    if standing and standing.pk != replaces:
        raise Conflict(
            _("%(name)s has prepared an answer already. Yours is here; kept again, it takes its place.")
            % {"name": standing.by},
            current=standing,
        )
    ReadyAnswer.objects.filter(idea=locked, discarded_at=None).delete()
    HeldDecision.objects.filter(idea=locked, by=by, leaves_at=None).delete()  # the draft that it was
    return ReadyAnswer.objects.create(
        idea=locked,
        outcome=orientation.outcome,
        message=message,
        merged_into=orientation.into,
        **{name: getattr(orientation, name) for name in FACTS},
        by=by,
        prepared_at=clock.now(),
        idea_version=locked.version,
    )


@transaction.atomic
def send_ready(
    idea: Idea, orientation: Orientation, *, by, version: int | None = None, replaces: int | None = None
) -> HeldDecision | TriageDecision:
    """Send the words of a ready answer from its sheet, as they were changed there: taken back, these are ready.

    Raises as `keep_ready`.
    """
    ready = keep_ready(idea, orientation, by=by, version=version, replaces=replaces)
    return _publish(Chosen(ready, ready.idea_version), by, None)


@transaction.atomic
def discard_ready(ready: ReadyAnswer, *, by) -> ReadyAnswer:
    """Put it aside, for thirty days. Raises NotAllowed, TransitionRefused when it leaves, has left or was changed."""
    row = _locked(ready, by)
    if row.discarded_at is None:
        row.discarded_at = clock.now()
        row.save(update_fields=["discarded_at"])
    return row


@transaction.atomic
def restore_ready(ready: ReadyAnswer, *, by) -> ReadyAnswer:
    """Ready again. Raises NotAllowed, TransitionRefused when another one was prepared meanwhile."""
    row = _locked(ready, by)
    if ReadyAnswer.objects.filter(idea=row.idea_id, discarded_at=None).exclude(pk=row.pk).exists():
        raise TransitionRefused(_("Another answer is ready for this contribution."))
    row.discarded_at = None
    row.save(update_fields=["discarded_at"])
    return row


@dataclass(frozen=True)
class Chosen:
    """A ready answer as it was read over, and the version of its contribution that the reader had before them."""

    ready: ReadyAnswer
    version: int


def publish_ready(
    chosen: Sequence[Chosen], *, by, at: datetime | None = None
) -> list[tuple[ReadyAnswer, ParkourError]]:
    """Let each of these (`MOST` at most) leave after one undo window, or `at` a moment; return the refused, with why.

    One that is refused stops no other, and stays ready. Raises NotAllowed, and InvalidInput when there are too many, or
    none, or for a moment that is past or too far.
    """
    if not is_officer(by):
        raise NotAllowed(_("Only officers publish answers."))
    if not 0 < len(chosen) <= MOST:
        raise InvalidInput(_("Choose between 1 and %(most)s answers.") % {"most": MOST})
    now, refused = clock.now(), []
    if at is not None and not now < at <= now + LATEST:
        raise InvalidInput(_("Choose a moment to come, within the next 60 days."), field="at")
    with clock.at(now):  # what is published together is taken back together
        for one in chosen:
            try:
                _publish(one, by, at)
            except ParkourError as refusal:
                refused.append((one.ready, refusal))
    return refused


@transaction.atomic
def _publish(one, by, at) -> HeldDecision | TriageDecision:
    lock_in_order(*[idea for idea in (one.ready.idea, one.ready.merged_into) if idea])
    ready = _locked(one.ready, by)
    if ready.discarded_at:
        raise TransitionRefused(_("This answer was put aside meanwhile."))
    orientation = Orientation(
        outcome=ready.outcome,
        message=ready.message,
        into=ready.merged_into,
        prepared_by=ready.by,
        **{name: getattr(ready, name) for name in FACTS},
    )
    done = hold_decision(ready.idea, orientation, by=by, version=one.version, leaves_at=at, ready=ready)
    if isinstance(done, TriageDecision):
        ready.delete()
    return done


def _locked(ready, by) -> ReadyAnswer:
    """The row under the lock of its idea. NotAllowed, TransitionRefused."""
    if not is_officer(by):
        raise NotAllowed(_("Only officers read what is prepared."))
    list(Idea.objects.select_for_update(of=("self",)).filter(pk=ready.idea_id))
    rows = ReadyAnswer.objects.select_for_update(of=("self",)).select_related("idea", "by", "owner", "reason")
    row = rows.select_related("merged_into").filter(pk=ready.pk).first()
    if row is None:
        raise TransitionRefused(_("This answer was published or changed meanwhile."))
    if held := HeldDecision.objects.filter(ready=row).select_related("by").first():
        raise TransitionRefused(_("%(name)s has published this answer already.") % {"name": held.by})
    return row


def forget_put_aside() -> int:
    """Remove what was put aside more than thirty days ago; how many."""
    old = ReadyAnswer.objects.filter(discarded_at__lt=clock.now() - KEPT_ASIDE)
    return old.delete()[1].get("ideas.ReadyAnswer", 0)
