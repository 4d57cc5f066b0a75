"""A session as an iCalendar event: the invitation of one person, its cancellation, a feed. Pure: facts in, text out.

Times are in UTC: without a time zone to describe, no calendar can misread one. The words are date, place and page;
never what is on the agenda, so that no calendar holds what somebody asked to hide.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from icalendar import Calendar, Event, vCalAddress

PRODUCT = "-//Parkour//Committee//FR"
RENEWED_EVERY = timedelta(hours=6)


class Method(StrEnum):
    """What a calendar does with what it is sent."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


class Status(StrEnum):
    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True)
class Party:
    """Who invites, or is invited."""

    name: str
    address: str


@dataclass(frozen=True)
class Meeting:
    """One session. `sequence` grows when its time or its place changes; `uid` never changes."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    stamped_at: datetime
    summary: str
    description: str = ""
    place: str = ""
    url: str = ""
    status: Status = Status.CONFIRMED


def letter_of(
    meeting: Meeting,
    method: Method,
    *,
    organizer: Party,
    attendee: Party,
    is_optional: bool = False,
    takes_replies: bool = False,
) -> str:
    """What goes with the mail of one person: REQUEST invites or moves, CANCEL takes it out of their calendar.

    Nobody else is named. An answer by mail is asked for only if somebody reads the mailbox of the organizer.
    """
    calendar = _calendar(method)
    event = _event(meeting)
    event.add("organizer", _address(organizer))
    role = "OPT-PARTICIPANT" if is_optional else "REQ-PARTICIPANT"
    asked = {"PARTSTAT": "NEEDS-ACTION", "RSVP": str(takes_replies).upper(), "CUTYPE": "INDIVIDUAL"}
    event.add("attendee", _address(attendee, ROLE=role, **asked))
    calendar.add_component(event)
    return calendar.to_ical().decode()


def feed_of(meetings: Iterable[Meeting], *, name: str) -> str:
    """Sessions to subscribe to, or one to keep, without anybody’s name."""
    calendar = _calendar(Method.PUBLISH)
    calendar.add("x-wr-calname", _plain(name))
    calendar.add("refresh-interval", RENEWED_EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for meeting in meetings:
        calendar.add_component(_event(meeting))
    return calendar.to_ical().decode()


@dataclass(frozen=True)
class Reply:
    """What a calendar program answers for one person. `starts_at` is None where it does not say for when."""

    uid: str
    address: str
    status: str
    sequence: int
    stamped_at: datetime
    starts_at: datetime | None = None


def reply_of(text: str) -> Reply | None:
    """The answer of one person to one event; None for anything else, whatever somebody sent."""
    try:
        calendar = Calendar.from_ical(text)
        [event] = calendar.walk("VEVENT")
        attendee, stamp, start = event["ATTENDEE"], event["DTSTAMP"].dt, event.get("DTSTART")
        start = start.dt if start is not None else None
        return Reply(
            uid=str(event["UID"]),
            address=str(attendee).removeprefix("mailto:").removeprefix("MAILTO:"),
            status=str(attendee.params["PARTSTAT"]).upper(),
            sequence=int(event.get("SEQUENCE", 0)),
            stamped_at=stamp if stamp.tzinfo else stamp.replace(tzinfo=UTC),
            starts_at=start if isinstance(start, datetime) and start.tzinfo else None,
        )
    except Exception:  # readers of iCalendar stumble in many ways over what is none
        return None


def _calendar(method: Method) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", str(method))
    return calendar


def _event(meeting: Meeting) -> Event:
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    moments = {"dtstamp": meeting.stamped_at, "dtstart": meeting.starts_at, "dtend": meeting.ends_at}
    for name, moment in moments.items():
        event.add(name, moment.astimezone(UTC).replace(microsecond=0))
    event.add("status", str(meeting.status))
    event.add("transp", "TRANSPARENT" if meeting.status is Status.CANCELLED else "OPAQUE")
    texts = {"summary": meeting.summary, "description": meeting.description, "location": meeting.place}
    for name, text in texts.items():
        if text := _plain(text, lines=name == "description"):
            event.add(name, text)
    if meeting.url:
        event.add("url", meeting.url)
    return event


def _address(party: Party, **params) -> vCalAddress:
    address = vCalAddress(f"mailto:{_plain(party.address)}")
    name = _plain(party.name).replace('"', "’")  # a quote inside quotes is what calendars read differently
    address.params.update({"CN": name or _plain(party.address), **params})
    return address


def _plain(text: str, *, lines: bool = False) -> str:
    """Without control characters, which end what a calendar reads; on one line unless it may have several."""
    kept = "".join(" " if char in "\r\n\t" and not (lines and char == "\n") else char for char in str(text))
    return "".join(char for char in kept if char == "\n" or unicodedata.category(char) not in {"Cc", "Cs"}).strip()
