"""The days of mandates: how many hold at once, and when their end is told. Pure; an end is the first day without."""

from collections.abc import Iterable
from datetime import date, timedelta

# Days before the end of a mandate at which its holder and the officers are told.
REMINDERS = (90, 30)
DAY = timedelta(days=1)
Term = tuple[date, date | None]


def overlap(one: Term, other: Term) -> bool:
    """Whether a day belongs to both."""
    return (other[1] is None or one[0] < other[1]) and (one[1] is None or other[0] < one[1])


def most_at_once(terms: Iterable[Term], within: Term) -> int:
    """The most of `terms` that hold on one day of `within`."""
    near = [term for term in terms if overlap(term, within)]
    days = {max(term[0], within[0]) for term in near}
    return max((sum(overlap(term, (day, day + DAY)) for term in near) for day in days), default=0)


def reminder_due(from_on: date, until_on: date | None, today: date) -> int | None:
    """The reminder that holds today (90 or 30 days before the end), None when there is none.

    The nearest to the end only: what a stopped worker missed is not told late. A mandate that was shorter than 90 days
    on its first day is not told of its end then.
    """
    if until_on is None or until_on <= today:
        return None
    reached = [days for days in REMINDERS if from_on < until_on - timedelta(days=days) <= today]
    return min(reached, default=None)
