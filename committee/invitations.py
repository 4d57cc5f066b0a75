"""A session as its members have it in their calendars: from rows to the events of `ics`."""

from datetime import timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from committee.enums import SessionState
from committee.ics import Meeting, Method, Party, Status, letter_of
from committee.models import Convocation, Session
from parkour.core import clock
from parkour.organisation.models import Organisation


def meeting_of(session: Session, sent: Convocation | None) -> Meeting:
    """The event of a session, in the active language. `sent`: what went out of it, None before the invitations."""
    address = settings.PARKOUR_BASE_URL + session.get_absolute_url()
    status = Status.CONFIRMED if sent else Status.TENTATIVE
    return Meeting(
        uid=f"session-{session.pk}@{urlsplit(settings.PARKOUR_BASE_URL).hostname}",
        sequence=sent.sequence if sent else 0,
        starts_at=session.starts_at,
        ends_at=session.starts_at + timedelta(minutes=session.duration),
        stamped_at=sent.sent_at if sent else clock.now(),
        summary=_("Session of the committee"),
        description=_("The agenda, and whether you come: %(address)s") % {"address": address},
        place=session.place,
        url=address,
        status=Status.CANCELLED if session.state == SessionState.CANCELLED else status,
    )


def sent_of(session: Session) -> Convocation | None:
    """What went out of a session, None before its invitations. No query when it was read with the session."""
    return getattr(session, "convocation", None)


def organizer() -> Party:
    """Who invites: the organisation, from the address of its mails. One query."""
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return Party(Organisation.current().name, address)


def calendar_for(person, session: Session, sent: Convocation, house: Party) -> str:
    """What goes with the mail that tells `person` of the session: an invitation, or its end once it is cancelled."""
    method = Method.CANCEL if session.state == SessionState.CANCELLED else Method.REQUEST
    attendee = Party(person.get_full_name(), person.email)
    return letter_of(meeting_of(session, sent), method, organizer=house, attendee=attendee)
