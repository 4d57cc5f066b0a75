"""A session as its members have it in their calendars: from rows to the events of `ics`."""

import re
from dataclasses import replace
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


def _host() -> str:
    return urlsplit(settings.PARKOUR_BASE_URL).hostname


def session_id_of(uid: str) -> int | None:
    """The session whose event has this UID; None for an event that is not ours."""
    found = re.fullmatch(r"session-([0-9]{1,18})@(.+)", uid)
    return int(found[1]) if found and found[2] == _host() else None


def meeting_of(session: Session, sent: Convocation | None) -> Meeting:
    """The event of a session, in the active language. `sent`: what went out of it, None before the invitations."""
    address = settings.PARKOUR_BASE_URL + session.get_absolute_url()
    status = Status.CONFIRMED if sent else Status.TENTATIVE
    return Meeting(
        uid=f"session-{session.pk}@{_host()}",
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
    """Who invites: the organisation, from the address that reads answers, else that of its mails. One query."""
    _name, address = parseaddr(settings.MAIL_IN_ADDRESS or settings.DEFAULT_FROM_EMAIL)
    return Party(Organisation.current().name, address)


def calendar_for(
    person, session: Session, sent: Convocation, house: Party, *, is_alternate: bool = False, withdrawn: bool = False
) -> str:
    """What goes with the mail that tells `person` of the session: an invitation, or its end.

    It ends once the session is cancelled, and for whoever is `withdrawn` from it.
    """
    meeting = meeting_of(session, sent)
    if withdrawn:
        meeting = replace(meeting, status=Status.CANCELLED)
    method = Method.CANCEL if meeting.status is Status.CANCELLED else Method.REQUEST
    return letter_of(
        meeting,
        method,
        organizer=house,
        attendee=Party(person.get_full_name(), person.email),
        is_optional=is_alternate,
        takes_replies=bool(settings.MAIL_IN_ADDRESS),
    )
