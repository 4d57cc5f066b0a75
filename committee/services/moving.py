"""A session moves after an undo window: held, taken back, carried out when its time comes (see ADR 35).

Until it moves there is one row and nothing else: day, sequence, windows, answers and proxies are as they were, and
taking it back means that nothing happened. The session is locked first, then the row.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from committee.models import HeldMove, Session
from committee.services.common import lock_session, permit
from committee.services.sessions import Planned, postpone
from parkour.core import clock
from parkour.core.exceptions import ParkourError, TransitionRefused
from parkour.core.wake import wake

MOVE_TASK = "committee.tasks.move_held_sessions"
AT_ONCE = 50
logger = logging.getLogger(__name__)


@transaction.atomic
def hold_move(session: Session, *, by, starts_at: datetime, **facts) -> HeldMove | Planned:
    """Move a session after the undo window; at once, where the settings give none.

    Takes what `postpone` takes and raises as it does: it is done and undone. Another move that waited is replaced.
    """
    locked = lock_session(session)
    if not settings.UNDO_SECONDS or locked.starts_at == starts_at:
        return postpone(session, by=by, starts_at=starts_at, **facts)
    with transaction.atomic():
        postpone(session, by=by, starts_at=starts_at, **facts)
        transaction.set_rollback(True)
    held, _new = HeldMove.objects.update_or_create(
        session=locked,
        defaults={
            "starts_at": starts_at,
            "reason": facts.get("reason", ""),
            "by": by,
            "leaves_at": clock.now() + timedelta(seconds=settings.UNDO_SECONDS),
            "failed_because": "",
        },
    )
    wake(MOVE_TASK, in_seconds=settings.UNDO_SECONDS + 0.2)
    return held


@transaction.atomic
def take_back_move(session: Session, *, by) -> None:
    """Undo: the session stays where it is, nobody hears of it. Possible as long as it has not moved.

    What could not move is removed likewise, once read. Raises NotAllowed, TransitionRefused.
    """
    permit(by, "plan_sessions")
    removed, _kinds = HeldMove.objects.filter(session=lock_session(session)).delete()
    if not removed:
        raise TransitionRefused(_("Too late: the session has moved, or its move was taken back."))


def carry_out_moves() -> int:
    """Move every session whose time has come; return how many moved. What cannot happen any more says why."""
    moved = 0
    due = HeldMove.objects.filter(leaves_at__lte=clock.now(), failed_because="").order_by("leaves_at")
    for held in list(due.select_related("session")[:AT_ONCE]):
        try:
            moved += _move(held.session)
        except Exception:  # one that cannot move must not hold back the others
            logger.exception("the session %s was not moved", held.session_id)
    return moved


@transaction.atomic
def _move(session) -> bool:
    locked = lock_session(session)
    due = HeldMove.objects.filter(session=locked, leaves_at__lte=clock.now(), failed_because="")
    held = due.select_related("by").first()
    if held is None:
        return False
    with translation.override(held.by.locale or settings.LANGUAGE_CODE):
        try:
            with transaction.atomic():
                postpone(locked, by=held.by, starts_at=held.starts_at, reason=held.reason)
        except ParkourError as refusal:
            held.failed_because = str(refusal.message)
            held.save(update_fields=["failed_because"])
            return False
    return True
