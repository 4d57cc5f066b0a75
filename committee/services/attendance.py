"""« I am here »: in the room with the code of its wall, or from elsewhere."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from committee.enums import AttendanceMode, RoomEventKind, SessionState
from committee.models import Attendance, Session
from committee.models.session import house_zone
from committee.selectors import mandate_of
from committee.selectors.room import is_code_of
from committee.services.common import lock_session, permit
from committee.services.conduct import OPENABLE
from committee.services.proxies import withdraw_proxy
from committee.services.room_events import note_event
from committee.services.speaking import lower_hand_of
from parkour.core import clock
from parkour.core.api.throttling import one_more
from parkour.core.exceptions import InvalidInput, TransitionRefused


@transaction.atomic
def mark_present(
    session: Session, *, by, person=None, mode: str = AttendanceMode.ROOM, code: str | None = None
) -> Attendance:
    """Note that a member is here, from now on; whoever had left is back. Twice is once.

    A member says it for themselves, in the room with the `code` that is on its wall, or remotely where the session
    allows it; who runs the session needs no code and may say it for somebody else. Whoever arrives takes back their
    proxy. It does not change the roll of a vote that is open already. Raises InvalidInput (field "code") for another
    code, and for too many in a row.
    """
    person = person or by
    if mode not in AttendanceMode.values:
        raise InvalidInput(_("Say whether it is in the room or remotely."), field="mode")
    if person.pk != by.pk:
        permit(by, "run_session", session)
    locked = lock_session(session)
    if not may_be_attended(locked):
        raise TransitionRefused(_("Attendance is taken on the day of the session, or once it is open."))
    mandate = mandate_of(person, locked.on)
    if mandate is None:
        raise InvalidInput(_("%(name)s is not a member of this session.") % {"name": person}, field="person")
    attendance = Attendance.objects.filter(session=locked, person=person).first()
    here = attendance is not None and attendance.present_until is None
    if here and attendance.mode == mode:
        return attendance
    if not by.has_perm("committee.run_session", locked):
        _check_way_in(locked, by, mode, code)
    withdraw_proxy(locked, person)
    kind = RoomEventKind.CAME if attendance is None or here else RoomEventKind.CAME_BACK
    note_event(locked, kind, by=by, person=person, facts={"mode": str(mode)})
    if attendance is None:
        return Attendance.objects.create(
            session=locked, person=person, college=mandate.college, mode=mode, present_from=clock.now()
        )
    attendance.mode, attendance.present_until = mode, None
    attendance.save(update_fields=["mode", "present_until"])
    return attendance


def _check_way_in(session: Session, by, mode, code):
    """A member by themselves: the code of the room, or the permission to be elsewhere."""
    if mode == AttendanceMode.REMOTE:
        if not session.allows_remote:
            raise TransitionRefused(_("This session is held in the room: nobody takes part remotely."))
        return
    if not code:
        raise InvalidInput(_("Type the code that is on the wall, or scan it."), field="code")
    allowed, seconds = one_more("room_code", by.pk)
    if not allowed:
        sentence = ngettext(
            "Too many codes in a row: wait %(count)s second.",
            "Too many codes in a row: wait %(count)s seconds.",
            seconds,
        )
        raise InvalidInput(sentence % {"count": seconds}, field="code")
    if not is_code_of(session, code):
        raise InvalidInput(
            _("This is not the code on the wall, which changes every two minutes: read it once more."), field="code"
        )


def may_be_attended(session: Session) -> bool:
    """While it is open, and on its day once its agenda is released."""
    if session.state == SessionState.OPEN:
        return True
    return session.state in OPENABLE and session.is_released and session.on == clock.today(house_zone())


@transaction.atomic
def leave(session: Session, *, by, person=None) -> Attendance:
    """Note that a member has left. A vote already open keeps them on its roll."""
    person = person or by
    if person.pk != by.pk:
        permit(by, "run_session", session)
    locked = lock_session(session)
    if locked.state in {SessionState.CLOSED, SessionState.MINUTES_PUBLISHED}:
        raise TransitionRefused(_("The session is over."))
    attendance = Attendance.objects.filter(session=locked, person=person).first()
    if attendance is None:
        raise InvalidInput(_("%(name)s was not noted as present.") % {"name": person}, field="person")
    if attendance.present_until is None:
        attendance.present_until = clock.now()
        attendance.save(update_fields=["present_until"])
        note_event(locked, RoomEventKind.LEFT, by=by, person=person)
        lower_hand_of(locked, person)
    return attendance
