"""When a person may be asked, and about which moment of their time here (pure)."""

from dataclasses import dataclass
from datetime import date, timedelta

APART = timedelta(days=30)
MOST_REMINDERS = 1
WINDOW = timedelta(days=7)  # a moment that nobody could be asked about within a week has passed
AFTER_HIRING = {"day_1": 1, "day_30": 30, "day_90": 90}


@dataclass(frozen=True)
class Moment:
    """A stage of the employee's journey that fell due on `on`."""

    stage: str
    on: date


def may_be_asked(last_asked: date | None, today: date) -> bool:
    """One request in thirty days, whatever survey it came from."""
    return last_asked is None or today - last_asked >= APART


def may_be_reminded(reminders: int, *, answered: bool, closes_on: date, today: date) -> bool:
    """At most once, never after an answer, never on or after the last day."""
    return reminders < MOST_REMINDERS and not answered and today < closes_on


def moment_due(hired_on: date, today: date, *, left_on: date | None = None) -> Moment | None:
    """The latest moment after hiring that fell due in the last seven days; None for those who have left."""
    if left_on is not None and left_on <= today:
        return None
    moments = [Moment(stage, hired_on + timedelta(days=days)) for stage, days in AFTER_HIRING.items()]
    moments += [Moment("anniversary", _anniversary(hired_on, year)) for year in (today.year - 1, today.year)]
    due = [one for one in moments if one.on > hired_on and timedelta() <= today - one.on < WINDOW]
    return max(due, key=lambda one: one.on, default=None)


def _anniversary(hired_on, year) -> date:
    """Whoever was hired on 29 February has it on the 28th in other years."""
    try:
        return hired_on.replace(year=year)
    except ValueError:
        return hired_on.replace(year=year, day=28)
