"""The time of a point, and taking back the last step from point to point."""

from django.db import transaction
from django.utils.translation import gettext as _

from committee.enums import ItemState, PollState, RoomEventKind, SessionState
from committee.live import room_changed
from committee.models import AgendaItem, RoomEvent, Session
from committee.selectors import shared_subject
from committee.selectors.room import last_step
from committee.services.common import lock_item, lock_session, permit
from committee.services.room_events import note_event
from committee.services.sessions import must_be
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, TransitionRefused

STEPS = (-1, 1, 5)
MOST = 240  # minutes more or less than planned


@transaction.atomic
def change_time(item: AgendaItem, *, by, minutes: int) -> AgendaItem:
    """Give the point under discussion a minute less, or one or five more; the agenda that was sent stays as it was."""
    permit(by, "run_session", item.session)
    if minutes not in STEPS:
        raise InvalidInput(_("One minute less, one more or five more."), field="minutes")
    locked = lock_item(item)
    must_be(locked.session, {SessionState.OPEN}, _("The session is not open."))
    if locked.state != ItemState.CURRENT:
        raise TransitionRefused(_("This point is not under discussion."))
    added = locked.added_minutes + minutes
    if abs(added) > MOST or locked.duration / 2 + added < 0:
        raise InvalidInput(_("A point cannot have that time."), field="minutes")
    locked.added_minutes = added
    locked.save(update_fields=["added_minutes"])
    note_event(locked.session, RoomEventKind.TIME, by=by, item=locked, facts={"minutes": minutes})
    return locked


@transaction.atomic
def take_back_step(session: Session, *, by) -> RoomEvent:
    """Undo the last point that was taken or ended: the one before is under discussion again, as if it had never left.

    Raises TransitionRefused when there is nothing to take back, or a vote or a decision came after it.
    """
    permit(by, "run_session", session)
    locked = lock_session(session)
    must_be(locked, {SessionState.OPEN}, _("The session is not open."))
    if locked.is_suspended:
        raise TransitionRefused(_("The session is suspended: resume it first."))
    step = last_step(locked)
    if step is None:
        raise TransitionRefused(_("There is nothing to take back."))
    (_untake if step.kind == RoomEventKind.TAKEN else _unend)(locked, step)
    locked.hands.filter(ended_at=step.at).exclude(
        person__in=locked.hands.filter(ended_at=None).values("person")
    ).update(ended_at=None, called_at=None)
    step.undone_at = clock.now()
    step.save(update_fields=["undone_at"])
    room_changed(locked)
    return step


def _untake(session, step):
    item = AgendaItem.objects.select_for_update(of=("self",)).select_related("idea").filter(pk=step.item_id).first()
    if item is None or item.state != ItemState.CURRENT:
        raise TransitionRefused(_("There is nothing to take back."))
    if item.polls.exclude(state=PollState.VOID).filter(opened_at__gte=step.at).exists():
        raise TransitionRefused(
            _("A vote was opened on “%(title)s”: it is no longer taken back.") % {"title": shared_subject(item)}
        )
    item.state, item.started_at, item.spent = ItemState.PENDING, None, step.facts.get("spent")
    item.save(update_fields=["state", "started_at", "spent"])
    _under_discussion_again(session, step.facts.get("before"), step.at)


def _unend(session, step):
    if session.items.filter(state=ItemState.CURRENT).exists():
        raise TransitionRefused(_("There is nothing to take back."))
    _under_discussion_again(session, step.item_id, step.at)


def _under_discussion_again(session, pk, since):
    """Its time goes on from when it was left."""
    session.items.filter(pk=pk, decision=None).update(state=ItemState.CURRENT, started_at=since)
