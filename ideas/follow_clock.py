"""What the clock says of an action: when its owner is reminded, when the direction is told. Pure: facts in, days out.

A week before its date, a week after it, every thirty days without news, and thirty days late to the direction.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from parkour.organisation.working_days import WorkCalendar

SOON_BEFORE = timedelta(days=7)
LATE_AFTER = timedelta(days=7)
STALE_AFTER = timedelta(days=30)
DIRECTION_AFTER = timedelta(days=30)
# What should have been told longer ago is not mailed any more: the list of actions shows it.
CAUGHT_UP_WITHIN = timedelta(days=14)
MORNING = time(8, 30)
ONE_DAY = timedelta(days=1)


class Reminder(StrEnum):
    """What is told, and of whom it is asked."""

    SOON = "soon"
    LATE = "late"
    STALE = "stale"
    DIRECTION = "direction"


@dataclass(frozen=True)
class Facts:
    """An action at work: its date, the local days on which it was given and on which somebody last had news.

    `resumed_on` is the day on which it last went on after a pause, None when it never paused.
    """

    due_on: date
    given_on: date
    last_news_on: date
    resumed_on: date | None = None

    @property
    def late_from(self) -> date:
        """The day from which its delay counts: its date, or the end of a pause that went beyond it."""
        return max(self.due_on, self.resumed_on or self.due_on)


@dataclass(frozen=True)
class Due:
    """One reminder and the day for which it is owed: the same pair is told once."""

    reminder: Reminder
    on: date


def is_overdue(due_on: date, today: date) -> bool:
    """A week after its date; before that it is late, and nobody is written to."""
    return today >= due_on + LATE_AFTER


def is_stale(last_news_on: date, today: date) -> bool:
    """Nobody has had news for thirty days."""
    return today >= last_news_on + STALE_AFTER


def days_owed(facts: Facts, today: date) -> list[Due]:
    """Every reminder whose day has come by `today`, none that has lost its meaning.

    Nobody is told of a day to come once it is over, nor a week ahead of a date that was given within that week. Of the
    silences, the last full thirty days alone count.
    """
    owed = []
    soon = facts.due_on - SOON_BEFORE
    if soon > facts.given_on and soon <= today <= facts.due_on:
        owed.append(Due(Reminder.SOON, soon))
    for reminder, after in ((Reminder.LATE, LATE_AFTER), (Reminder.DIRECTION, DIRECTION_AFTER)):
        if today >= facts.late_from + after:
            owed.append(Due(reminder, facts.late_from + after))
    if (silences := (today - facts.last_news_on) // STALE_AFTER) > 0:
        owed.append(Due(Reminder.STALE, facts.last_news_on + silences * STALE_AFTER))
    return owed


def moment_of(due: Due, calendar: WorkCalendar) -> datetime:
    """When it is told: in the morning of that day, or of the first working day after it."""
    return calendar.at(calendar.after(due.on - ONE_DAY, 1), MORNING)


def to_tell(facts: Facts, calendar: WorkCalendar, now: datetime) -> list[Due]:
    """Reminders to tell at `now`: fallen due, and not so long ago that the list alone says it."""
    owed = days_owed(facts, calendar.day_of(now))
    return [due for due in owed if now - CAUGHT_UP_WITHIN <= moment_of(due, calendar) <= now]
