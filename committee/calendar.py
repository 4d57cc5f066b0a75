"""When the committee meets: the rule, its exceptions and what has to happen around a session. Pure.

The rule of the house is the third Thursday of every odd month, 14:00 to 16:30 local time, except July: the first
Thursday, before the summer break (`recurrence`). A date that falls on a public holiday of any site moves.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from committee.recurrence import HOUSE, Rule
from parkour.organisation.school_holidays import in_school_holidays
from parkour.organisation.working_days import (
    add_working_days,
    is_public_holiday,
    is_working_day,
    is_working_day_in,
)

REGIONS = ("FR", "FR-57")
STARTS_AT = HOUSE.starts_at

MOVE_WITHIN = 10  # days around the date of the rule
MIN_GAP, MAX_GAP = HOUSE.least_gap, HOUSE.most_gap  # days between two sessions

_ONE_DAY = timedelta(days=1)
_MID_WEEK = frozenset({1, 2, 3})  # Tuesday to Thursday
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
    SCHOOL_HOLIDAYS = "school_holidays"

    @property
    def label(self):
        return _CONFLICT_LABELS[self]


_CONFLICT_LABELS = {
    ConflictCode.PUBLIC_HOLIDAY: _("Public holiday on at least one site"),
    ConflictCode.WEEKEND: _("Saturday or Sunday"),
    ConflictCode.BRIDGE_DAY: _("Between a public holiday and a weekend"),
    ConflictCode.CLOSURE: _("The company is closed"),
    ConflictCode.SUMMER: _("In the summer holidays"),
    ConflictCode.SCHOOL_HOLIDAYS: _("School holidays in all zones"),
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


def session_start(day: date, tz: str, at: time = STARTS_AT) -> datetime:
    """Aware start of the session held on `day`: the same hour of the local clock, summer and winter."""
    return datetime.combine(day, at, tzinfo=ZoneInfo(tz))


def rule_dates(from_year: int, to_year: int, rule: Rule = HOUSE) -> tuple[date, ...]:
    """Dates of the bare rule from January of `from_year` to December of `to_year`, both included."""
    return tuple(rule.dates(from_year, to_year))


def session_dates(
    from_year: int,
    to_year: int,
    *,
    regions: Collection[str] = REGIONS,
    closures: Collection[date] = (),
    rule: Rule = HOUSE,
) -> tuple[date, ...]:
    """Sessions of whole years, `to_year` included: six a year by the rule of the house, none on a public holiday."""
    dates: list[date] = []
    after = date(from_year - 1, 12, 31)
    while True:
        previous = dates[-1] if dates else None
        after = next_session_date(after, previous=previous, regions=regions, closures=closures, rule=rule)
        if after.year > to_year:
            return tuple(dates)
        dates.append(after)


def next_session_date(
    after: date,
    *,
    previous: date | None = None,
    regions: Collection[str] = REGIONS,
    closures: Collection[date] = (),
    rule: Rule = HOUSE,
) -> date:
    """First suitable session day strictly after `after`.

    A date of the rule is kept unless it is a public holiday in one of `regions`, or lies less than 42 or more than
    77 days after `previous` (for a rule of two months). It then moves as `good_days` says, to a day with a warning
    only when there is no other. A date of the rule that cannot be brought 42 days away from `previous` is left out
    for the next one; when the last session is already too long ago, the first suitable day is taken.
    """
    for wanted in rule.dates(after.year, after.year + 2 + rule.every // 6):
        if wanted <= after:
            continue
        day = placed(wanted, after, previous, regions, closures, rule)
        if day is not None:
            return day
    raise ValueError("No session can be placed in the next two years: check the previous session.")


def placed(
    wanted: date,
    after: date,
    previous: date | None,
    regions: Collection[str],
    closures: Collection[date],
    rule: Rule = HOUSE,
    following: date | None = None,
) -> date | None:
    """`wanted`, or the best day near it, after `after` and far enough from the sessions before and after it.

    A last session that is already too long ago is no reason to let the next one wait longer.
    """
    day = _best(wanted, after, previous, regions, closures, rule, following)
    if day is None and previous is not None and (wanted - previous).days > rule.most_gap:
        day = _best(wanted, after, None, regions, closures, rule, following)
    return day


def _best(wanted, after, previous, regions, closures, rule, following):
    free = not any(is_public_holiday(wanted, region) for region in regions)
    if free and wanted > after and _is_spaced(wanted, previous, following, rule):
        return wanted
    days = good_days(wanted, after, previous, following, regions=regions, closures=closures, rule=rule)
    return next(iter(days), None)


def _is_spaced(day, previous, following, rule) -> bool:
    late_enough = previous is None or rule.least_gap <= (day - previous).days <= rule.most_gap
    return late_enough and (following is None or (following - day).days >= rule.least_gap)


def good_days(
    wanted: date,
    after: date,
    previous: date | None = None,
    following: date | None = None,
    *,
    regions: Collection[str] = REGIONS,
    closures: Collection[date] = (),
    rule: Rule = HOUSE,
) -> list[date]:
    """Working days within 10 days of `wanted` where a session can be, the best first.

    Days without a warning first; then the weekday of the rule before the others from Tuesday to Thursday; then the
    nearest, the earlier of two. None in or before `after`, or at a wrong distance from the sessions around it.
    """
    closed = frozenset(closures)

    def suits(day):
        worked = day.weekday() in _MID_WEEK | {rule.weekday} and is_working_day_in(day, regions, closed)
        return worked and day > after and _is_spaced(day, previous, following, rule)

    def rank(day):
        return bool(conflicts(day, regions, closed)), day.weekday() != rule.weekday, abs((day - wanted).days), day

    around = (wanted + _ONE_DAY * n for n in range(-MOVE_WITHIN, MOVE_WITHIN + 1))
    return sorted((day for day in around if suits(day)), key=rank)


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
    if in_school_holidays(day):
        found.append(Conflict(ConflictCode.SCHOOL_HOLIDAYS, Severity.WARNING))
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
_IN_WORKING_DAYS = {"authors_answered": 1, "minutes_published": 2, "tacit_approval": 5}


def retro_planning(day: date, *, region: str = "FR", closures: Collection[date] = ()) -> tuple[Milestone, ...]:
    """Thirteen dates around a session held on `day`, in order, from T-35 to T+60.

    T+1 is the next working day, T+2 the second and T+7 the fifth one. Any other date that is not worked moves away
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
