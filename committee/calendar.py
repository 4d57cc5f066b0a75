"""When the committee meets: the rule, its exceptions and what has to happen around a session. Pure.

The rule is the third Thursday of every odd month, 14:00 to 16:30 local time, except July: the first
Thursday, before the summer break. A date that falls on a public holiday of any site moves.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from dateutil.rrule import MONTHLY, TH, rrule
from django.utils.translation import gettext_lazy as _

from parkour.organisation.working_days import (
    add_working_days,
    is_public_holiday,
    is_working_day,
    is_working_day_in,
)

REGIONS = ("FR", "FR-57")
TIME_ZONE = "Europe/Paris"
STARTS_AT = time(14)
DURATION = timedelta(minutes=150)

MOVE_WITHIN = 10  # days around the date of the rule
MIN_GAP, MAX_GAP = 42, 77  # days between two sessions

_ONE_DAY = timedelta(days=1)
_TUESDAY, _WEDNESDAY, _THURSDAY = 1, 2, 3
_JULY = 7
# The first Thursday of July is the rule's own answer to the summer: it gives no warning.
_SUMMER_FROM, _SUMMER_TO = (7, 8), (8, 31)


class Severity(StrEnum):
    """A forbidden day cannot be chosen; a warning can be overruled by the officer."""

    FORBIDDEN = "forbidden"
    WARNING = "warning"


class ConflictCode(StrEnum):
    """Why a day is a bad one for a session."""

    PUBLIC_HOLIDAY = "public_holiday"
    WEEKEND = "weekend"
    BRIDGE_DAY = "bridge_day"
    CLOSURE = "closure"
    SUMMER = "summer"

    @property
    def label(self):
        return _CONFLICT_LABELS[self]


_CONFLICT_LABELS = {
    ConflictCode.PUBLIC_HOLIDAY: _("Public holiday on at least one site"),
    ConflictCode.WEEKEND: _("Saturday or Sunday"),
    ConflictCode.BRIDGE_DAY: _("Between a public holiday and a weekend"),
    ConflictCode.CLOSURE: _("The company is closed"),
    ConflictCode.SUMMER: _("In the summer holidays"),
}


@dataclass(frozen=True)
class Conflict:
    """One objection to a day. `regions` names the holiday calendars concerned, if any."""

    code: ConflictCode
    severity: Severity
    regions: tuple[str, ...] = ()

    @property
    def label(self):
        return self.code.label


@dataclass(frozen=True)
class Milestone:
    """One date of the retro-planning; `offset` is its nominal distance from the session, in days."""

    key: str
    label: str
    offset: int
    date: date


def session_start(day: date, tz: str = TIME_ZONE) -> datetime:
    """Aware start of the session held on `day`: 14:00 on the local clock, summer and winter."""
    return datetime.combine(day, STARTS_AT, tzinfo=ZoneInfo(tz))


def session_end(day: date, tz: str = TIME_ZONE) -> datetime:
    """Aware end of the session held on `day`: 16:30 on the local clock."""
    return datetime.combine(day, (datetime.combine(day, STARTS_AT) + DURATION).time(), tzinfo=ZoneInfo(tz))


def rule_dates(from_year: int, to_year: int) -> tuple[date, ...]:
    """Dates of the bare rule from January of `from_year` to November of `to_year`, both included."""
    occurrences = rrule(
        MONTHLY,
        interval=2,
        byweekday=TH(3),
        dtstart=datetime(from_year, 1, 1),
        until=datetime(to_year, 12, 31),
    )
    return tuple(_before_summer(moment.date()) for moment in occurrences)


def _before_summer(day: date) -> date:
    return day - timedelta(weeks=2) if day.month == _JULY else day


def session_dates(
    from_year: int, to_year: int, *, regions: Collection[str] = REGIONS, closures: Collection[date] = ()
) -> tuple[date, ...]:
    """Sessions of whole years, `to_year` included: six a year, none on a public holiday of a region."""
    dates: list[date] = []
    after = date(from_year - 1, 12, 31)
    while True:
        previous = dates[-1] if dates else None
        after = next_session_date(after, previous=previous, regions=regions, closures=closures)
        if after.year > to_year:
            return tuple(dates)
        dates.append(after)


def next_session_date(
    after: date,
    *,
    previous: date | None = None,
    regions: Collection[str] = REGIONS,
    closures: Collection[date] = (),
) -> date:
    """First suitable session day strictly after `after`.

    A date of the rule is kept unless it is a public holiday in one of `regions`, or lies less than
    42 or more than 77 days after `previous`. It then moves to the nearest working Thursday within
    10 days (the earlier of two equally near), else to the nearest Tuesday or Wednesday; days with
    a warning, such as a bridge day, are taken only when there is no other. A date of
    the rule that cannot be brought 42 days away from `previous` is left out for the next one; when
    the last session is already too long ago, the first suitable day is taken, whatever the gap.
    """
    for wanted in rule_dates(after.year, after.year + 2):
        if wanted <= after:
            continue
        day = _placed(wanted, after, previous, regions, closures)
        if day is None and previous is not None and (wanted - previous).days > MAX_GAP:
            day = _placed(wanted, after, None, regions, closures)
        if day is not None:
            return day
    raise ValueError("No session can be placed in the next two years: check the previous session.")


def _placed(wanted, after, previous, regions, closures) -> date | None:
    """`wanted`, or the best day near it, after `after` and at the right distance from `previous`."""

    def suits(day):
        return day > after and (previous is None or MIN_GAP <= (day - previous).days <= MAX_GAP)

    if suits(wanted) and not any(is_public_holiday(wanted, region) for region in regions):
        return wanted
    closed = frozenset(closures)
    around = [wanted + _ONE_DAY * n for n in range(-MOVE_WITHIN, MOVE_WITHIN + 1)]
    candidates = [d for d in around if suits(d) and is_working_day_in(d, regions, closed)]
    quiet = [d for d in candidates if not conflicts(d, regions, closed)]
    for days in (quiet, candidates):
        for weekdays in ((_THURSDAY,), (_TUESDAY, _WEDNESDAY)):
            near = [d for d in days if d.weekday() in weekdays]
            if near:
                return min(near, key=lambda d: (abs((d - wanted).days), d))
    return None


def conflicts(day: date, regions: Collection[str] = REGIONS, closures: Collection[date] = ()) -> tuple[Conflict, ...]:
    """Objections to holding a session on `day`, the forbidding one first; empty when there is none."""
    found = []
    closed = tuple(region for region in regions if is_public_holiday(day, region))
    if closed:
        found.append(Conflict(ConflictCode.PUBLIC_HOLIDAY, Severity.FORBIDDEN, closed))
    if not is_working_day(day):
        found.append(Conflict(ConflictCode.WEEKEND, Severity.WARNING))
    bridged = tuple(region for region in regions if _is_bridge_day(day, region))
    if bridged:
        found.append(Conflict(ConflictCode.BRIDGE_DAY, Severity.WARNING, bridged))
    if day in closures:
        found.append(Conflict(ConflictCode.CLOSURE, Severity.WARNING))
    if _SUMMER_FROM <= (day.month, day.day) <= _SUMMER_TO:
        found.append(Conflict(ConflictCode.SUMMER, Severity.WARNING))
    return tuple(found)


def _is_bridge_day(day: date, region: str) -> bool:
    """True for one or two working days caught between a public holiday and a weekend."""
    if not is_working_day_in(day, (region,)):
        return False
    first = last = day
    while is_working_day_in(first - _ONE_DAY, (region,)):
        first -= _ONE_DAY
    while is_working_day_in(last + _ONE_DAY, (region,)):
        last += _ONE_DAY
    ends_on_holiday = any(
        is_public_holiday(edge, region) and is_working_day(edge) for edge in (first - _ONE_DAY, last + _ONE_DAY)
    )
    return (last - first).days < 2 and ends_on_holiday


_MILESTONES = (
    ("planning_opens", _("Planning opens"), -35),
    ("review_cutoff", _("Last day to review contributions"), -21),
    ("convocation", _("Invitations sent, availability asked"), -15),
    ("agenda_released", _("Agenda released"), -10),
    ("file_sent", _("File sent, consultation opens"), -7),
    ("reminder", _("Reminder, proxies"), -2),
    ("consultation_closes", _("Consultation closes at 18:00"), -1),
    ("session", _("Session"), 0),
    ("authors_answered", _("Authors answered"), 1),
    ("minutes_published", _("Minutes published"), 2),
    ("tacit_approval", _("Tacit approval of the minutes"), 7),
    ("action_check", _("Check of the actions"), 30),
    ("next_session", _("Next session"), 60),
)
_IN_WORKING_DAYS = {"authors_answered": 1, "tacit_approval": 5}


def retro_planning(day: date, *, region: str = "FR", closures: Collection[date] = ()) -> tuple[Milestone, ...]:
    """Thirteen dates around a session held on `day`, in order, from T-35 to T+60.

    T+1 is the next working day and T+7 the fifth one. Any other date that is not worked moves away
    from the session: earlier when it comes before, later when it comes after.
    """
    closed = frozenset(closures)

    def worked(target, step):
        while not is_working_day_in(target, (region,), closed):
            target += step
        return target

    milestones = []
    for key, label, offset in _MILESTONES:
        if key in _IN_WORKING_DAYS:
            target = add_working_days(day, _IN_WORKING_DAYS[key], region=region, closures=closed)
        else:
            target = day + _ONE_DAY * offset
            if offset:
                target = worked(target, _ONE_DAY if offset > 0 else -_ONE_DAY)
        milestones.append(Milestone(key, label, offset, target))
    return tuple(milestones)
