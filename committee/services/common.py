"""What the services of the committee share: permission, locks (session, then item, then poll), language."""

from contextlib import contextmanager

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from committee.models import AgendaItem, Attendance, Poll, Session
from parkour.core.exceptions import NotAllowed, TransitionRefused
from parkour.core.prepared import prepared_cursor, read_rows
from parkour.organisation.models import Organisation


def permit(by, permission: str, obj=None):
    """Raise NotAllowed unless `by` holds the permission of `committee.rules`."""
    if not by.has_perm(f"committee.{permission}", obj):
        raise NotAllowed(_("You may not do this in the committee."))


def must_be_here(session: Session, person):
    """Raise NotAllowed for whoever does not sit that day, TransitionRefused for who is not noted as present."""
    if Attendance.objects.filter(session=session, person=person, present_until=None).exists():
        return
    if not person.mandates.in_force(session.on).exists():
        raise NotAllowed(_("You do not sit in this session."))
    raise TransitionRefused(_("Say first that you are here."))


def one_at_a_time() -> None:
    """Planning and opening sessions wait for each other, until the end of the transaction."""
    Organisation.objects.select_for_update().get(pk=Organisation.current().pk)


def lock_session(session: Session) -> Session:
    """The session, read again and locked until the end of the transaction."""
    return Session.objects.select_for_update(of=("self",)).get(pk=session.pk)


def lock_item(item: AgendaItem) -> AgendaItem:
    """The point with its session and contribution; the session is locked first, then the point."""
    session = lock_session(Session(pk=item.session_id))
    locked = AgendaItem.objects.select_for_update(of=("self",)).select_related("idea", "idea__site").get(pk=item.pk)
    locked.session = session
    return locked


def lock_poll(poll: Poll) -> Poll:
    """The poll alone in our hands: no ballot is being written meanwhile."""
    _queue(poll.pk, "pg_advisory_xact_lock")
    around = ("item", "item__session", "item__idea")
    return Poll.objects.select_for_update(of=("self",)).select_related(*around).get(pk=poll.pk)


def _queue(poll_id: int, function: str) -> None:
    with prepared_cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtextextended(%s, 0))", [f"committee.poll:{poll_id}"])


def share_poll(poll_id: int) -> Poll:
    """Hold the poll as it is until the ballot is written, and read it. Voters share this lock, the close waits for it.

    The statement that takes the lock gives the row as it is once locked: whoever waited for a close sees it closed.
    A state read before must not be trusted. Raises Poll.DoesNotExist. Relies on READ COMMITTED. The row lock is what
    excludes; but PostgreSQL lets new sharers pass a waiting close for as long as they come, so everybody
    first takes their turn in the queue of an advisory lock, where a waiting close stops those behind it.
    """
    _queue(poll_id, "pg_advisory_xact_lock_shared")
    for poll in read_rows(Poll, "WHERE id = %s FOR SHARE", [poll_id]):
        return poll
    raise Poll.DoesNotExist


@contextmanager
def house_language():
    """Texts kept in the database are written in the language of the organisation, not of the person who clicks."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


def house_text(text) -> str:
    with house_language():
        return str(text)
