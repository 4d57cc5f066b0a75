"""Days on which members could come: those of the sessions to come, and those to which the next one might move."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from committee.calendar import Conflict
from committee.models import Availability, DayAvailability, Session
from committee.selectors.consequences import asked_days
from committee.selectors.sessions import conflicts_by_day, upcoming_sessions

MOST_SESSIONS = 6


@dataclass(frozen=True)
class ComingSession:
    """A session to come on whose day the member sits. `said`: "" before they answer."""

    session: Session
    said: str


@dataclass(frozen=True)
class OtherDay:
    """A day to which the next session might move, and what speaks against it."""

    day: date
    conflicts: tuple[Conflict, ...]
    said: str


@dataclass(frozen=True)
class MyDays:
    """What one member is asked. `next`: the session that might move, None when none is planned."""

    sessions: tuple[ComingSession, ...]
    next: Session | None
    others: tuple[OtherDay, ...]


def my_days(person) -> MyDays:
    """Sessions on whose day `person` sits, and the days near the first of them. A bounded number of queries."""
    sits = _sitting(person)
    sessions = [row for row in upcoming_sessions() if sits(row.on)][:MOST_SESSIONS]
    said = dict(Availability.objects.filter(session__in=sessions, person=person).values_list("session", "answer"))
    coming = tuple(ComingSession(row, said.get(row.pk, "")) for row in sessions)
    first = sessions[0] if sessions else None
    days = sorted(filter(sits, asked_days(first))) if first else []
    told = dict(DayAvailability.objects.filter(person=person, day__in=days).values_list("day", "answer"))
    others = tuple(OtherDay(day, found, told.get(day, "")) for day, found in conflicts_by_day(days).items())
    return MyDays(coming, first, others)


def _sitting(person) -> Callable[[date], bool]:
    """Whether they sit on a day. One query."""
    mandates = list(person.mandates.filter(is_alternate=False))
    return lambda day: any(mandate.covers(day) for mandate in mandates)


def may_be_asked(person, day: date) -> bool:
    """Whether it is a day of theirs: one to which their next session might move, on which they sit."""
    sits = _sitting(person)
    first = next((row for row in upcoming_sessions() if sits(row.on)), None)
    return first is not None and sits(day) and day in asked_days(first)
