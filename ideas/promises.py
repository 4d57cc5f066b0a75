"""The clocks of a contribution: what was promised, until when, kept or late; and when somebody is reminded.

Pure: facts of rows in, moments out. Nothing here depends on a job having run.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import Enum, IntEnum

from parkour.organisation.working_days import PROMISE_HOUR, WorkCalendar

RECEIPT_WITHIN = timedelta(hours=1)
# What should have been told longer ago than this is told in one sentence: after an upgrade, or a stop of weeks, a
# reminder of each would be a hundred mails that nobody reads. A stop of a week or two is caught up one by one.
CAUGHT_UP_WITHIN = timedelta(days=14)
MORNING = time(8, 30)


class Promise(Enum):
    """What is promised to whoever sends a contribution, in the order in which it falls due."""

    RECEIPT = "receipt"
    FIRST_ANSWER = "first_answer"
    ORIENTATION = "orientation"
    DECISION = "decision"


class Standing(Enum):
    """How a promise stands at a moment."""

    RUNNING = "running"
    KEPT = "kept"
    LATE = "late"


@dataclass(frozen=True)
class Terms:
    """What the organisation promises: hour of the day, working days to orient, calendar days to decide; and after how
    many working days a late answer is told to the deputy, to the direction.
    """

    hour: int = PROMISE_HOUR
    orientation_days: int = 10
    decision_days: int = 76
    deputy_days: int = 2
    sponsor_days: int = 5

    @classmethod
    def of(cls, organisation):
        """Those of the settings of an organisation."""
        return cls(
            hour=organisation.promise_hour,
            orientation_days=organisation.orientation_days,
            decision_days=organisation.decision_days,
            deputy_days=organisation.deputy_after_days,
            sponsor_days=organisation.sponsor_after_days,
        )


@dataclass(frozen=True)
class Facts:
    """Moments read from rows, None for what has not happened. `ended_at`: taken back, nothing is owed any more."""

    submitted_at: datetime
    received_at: datetime | None = None
    promised_at: datetime | None = None
    answered_at: datetime | None = None
    oriented_at: datetime | None = None
    decided_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Clock:
    """One promise: until when, when it was done (None: not yet), how it stands."""

    promise: Promise
    due_at: datetime
    done_at: datetime | None
    standing: Standing


def clocks(facts: Facts, terms: Terms, calendar: WorkCalendar, now: datetime) -> list[Clock]:
    """Every clock of a contribution at `now`, in order. None for one without a promise: it was imported."""
    if facts.promised_at is None:
        return []
    sent_on = calendar.day_of(facts.submitted_at)
    evening = time(terms.hour)
    due = {
        Promise.RECEIPT: facts.submitted_at + RECEIPT_WITHIN,
        Promise.FIRST_ANSWER: facts.promised_at,
        Promise.ORIENTATION: calendar.at(calendar.after(sent_on, terms.orientation_days), evening),
        Promise.DECISION: calendar.at(sent_on + timedelta(days=terms.decision_days), evening),
    }
    done = {
        Promise.RECEIPT: facts.received_at,
        Promise.FIRST_ANSWER: facts.answered_at,
        Promise.ORIENTATION: facts.oriented_at,
        Promise.DECISION: facts.decided_at,
    }
    shown = [(promise, due[promise], done[promise]) for promise in Promise if done[promise] or not facts.ended_at]
    return [Clock(promise, until, at, _standing(until, at, now)) for promise, until, at in shown]


def _standing(due_at, done_at, now):
    if done_at is None:
        return Standing.RUNNING if now <= due_at else Standing.LATE
    return Standing.KEPT if done_at <= due_at else Standing.LATE


class Stage(IntEnum):
    """Who is reminded of a promised answer, one after the other."""

    SOON = 1  # the officer, the working day before
    LATE = 2  # the officer, the working day after
    DEPUTY = 3
    SPONSOR = 4


def reminder_moments(promised_at: datetime, terms: Terms, calendar: WorkCalendar) -> dict[Stage, datetime]:
    """When each stage falls due: in the morning of a working day of the site."""
    promised_on = calendar.day_of(promised_at)
    days = {
        Stage.SOON: calendar.before(promised_on),
        Stage.LATE: calendar.after(promised_on, 1),
        Stage.DEPUTY: calendar.after(promised_on, terms.deputy_days),
        Stage.SPONSOR: calendar.after(promised_on, max(terms.sponsor_days, terms.deputy_days)),
    }
    return {stage: calendar.at(day, MORNING) for stage, day in days.items()}


def fallen_due(moments: dict[Stage, datetime], after: int, promised_at: datetime, now: datetime) -> list[Stage]:
    """Stages beyond `after` that are due at `now` and still mean something: nobody is told of a day to come
    once it is over.
    """
    due = [stage for stage, moment in moments.items() if stage > after and moment <= now]
    return [stage for stage in due if stage != Stage.SOON or now < promised_at]


def next_moment(moments: dict[Stage, datetime], now: datetime) -> datetime | None:
    """When the next stage after `now` falls due; None when there is none left."""
    return min((moment for moment in moments.values() if moment > now), default=None)
