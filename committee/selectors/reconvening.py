"""A session that ended without a quorum and is held again: where that is, and on which days it may be."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from committee import calendar
from committee.enums import SessionState
from committee.models import Session
from committee.models.session import house_zone
from committee.selectors.sessions import conflicts_by_day
from parkour.core import clock

# Days after the session that had no quorum (domain.md §8.1.1).
FIRST, LAST = 8, 15


@dataclass(frozen=True)
class AgainOn:
    """One day on which it may be held again, with what speaks against it without forbidding it."""

    day: date
    warnings: tuple[calendar.Conflict, ...] = ()


def window_of(session: Session) -> tuple[date, date]:
    """The first and the last day on which it may be held again."""
    return session.on + timedelta(days=FIRST), session.on + timedelta(days=LAST)


def held_again(session: Session) -> Session | None:
    """The session that takes its place, unless that one was cancelled. One query."""
    return session.held_again.exclude(state=SessionState.CANCELLED).first()


def days_to_hold_again(session: Session) -> list[AgainOn]:
    """The days that are left, the best first: fewest objections, then the same day of the week, then the earliest.

    None that is over, forbidden by the calendar, or has a session already. Three queries.
    """
    first, last = window_of(session)
    taken = _days_with_a_session(first, last)
    days = [first + timedelta(days=passed) for passed in range((last - first).days + 1)]
    days = [day for day in days if day > clock.today(house_zone()) and day not in taken]
    found = [
        AgainOn(day, conflicts)
        for day, conflicts in conflicts_by_day(days).items()
        if all(conflict.severity is not calendar.Severity.FORBIDDEN for conflict in conflicts)
    ]
    return sorted(found, key=lambda row: (len(row.warnings), row.day.weekday() != session.on.weekday(), row.day))


def _days_with_a_session(first: date, last: date) -> set[date]:
    start, end = (datetime.combine(day, at, tzinfo=house_zone()) for day, at in ((first, time.min), (last, time.max)))
    rows = Session.objects.filter(starts_at__range=(start, end)).exclude(state=SessionState.CANCELLED)
    return {row.on for row in rows}
