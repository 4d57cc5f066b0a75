"""« I am here »."""

from django.db import transaction
from django.utils.translation import gettext as _

from committee.enums import AttendanceMode, SessionState
from committee.live import counts_changed, person_changed
from committee.models import Attendance, Session
from committee.models.session import house_zone
from committee.selectors import mandate_of
from committee.services.common import lock_session, permit
from committee.services.conduct import OPENABLE
from committee.services.proxies import withdraw_proxy
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, TransitionRefused


@transaction.atomic
def mark_present(session: Session, *, by, person=None, mode: str = AttendanceMode.ROOM) -> Attendance:
    """Note that a member is here, from now on; whoever had left is back. Twice is once.

    A member says it for themselves; who runs the session may say it for somebody else. Whoever arrives takes back
    their proxy. It does not change the roll of a vote that is open already.
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
    attendance, _created = Attendance.objects.get_or_create(
        session=locked,
        person=person,
        defaults={"college": mandate.college, "mode": mode, "present_from": clock.now()},
    )
    withdraw_proxy(locked, person)
    attendance.mode, attendance.present_until = mode, None
    attendance.save(update_fields=["mode", "present_until"])
    counts_changed()
    person_changed(person.pk)
    return attendance


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
        counts_changed()
        person_changed(person.pk)
    return attendance
