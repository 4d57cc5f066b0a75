"""Working days of a site: no clock, no database.

A working day is Monday to Friday, minus the public holidays of the site's region and minus the
company's own closures. Regions are the codes stored on sites: ``FR`` for the national calendar;
``FR-57``, ``FR-67`` and ``FR-68`` for Moselle and Alsace, which also keep Good Friday and
26 December. All three share one local calendar.
"""

from collections.abc import Collection, Container, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays as holiday_tables

DEFAULT_REGION = "FR"
PROMISE_DAYS = 3
PROMISE_HOUR = 18

_SUBDIVISION = {"FR": None, "FR-57": "57", "FR-67": "57", "FR-68": "57"}
REGIONS = tuple(_SUBDIVISION)

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


@lru_cache(maxsize=512)
def public_holidays(region: str, year: int) -> frozenset[date]:
    """Public holidays of one region in one year. Raises ValueError for an unknown region."""
    if region not in _SUBDIVISION:
        raise ValueError(f"Unknown holiday region {region!r}: expected one of {', '.join(REGIONS)}.")
    return frozenset(holiday_tables.country_holidays("FR", subdiv=_SUBDIVISION[region], years=year))


def is_public_holiday(day: date, region: str = DEFAULT_REGION) -> bool:
    """True when `day` is a public holiday in `region`."""
    return day in public_holidays(region, day.year)


def is_working_day(day: date, holidays: Container[date] = (), closures: Container[date] = ()) -> bool:
    """True when `day` is neither a Saturday, a Sunday, one of `holidays` nor one of `closures`."""
    return day.weekday() < _SATURDAY and day not in holidays and day not in closures


def is_working_day_in(day: date, regions: Iterable[str], closures: Container[date] = ()) -> bool:
    """True when `day` is worked in every one of `regions`."""
    return is_working_day(day, closures=closures) and not any(is_public_holiday(day, r) for r in regions)


def closed_days(periods: Iterable[tuple[date, date]]) -> frozenset[date]:
    """Days of the given closures, each a (first day, last day) pair, both included."""
    days = set()
    for first, last in periods:
        if last < first:
            raise ValueError(f"A closure cannot end ({last}) before it starts ({first}).")
        days.update(first + _ONE_DAY * n for n in range((last - first).days + 1))
    return frozenset(days)


def add_working_days(day: date, n: int, *, region: str = DEFAULT_REGION, closures: Collection[date] = ()) -> date:
    """The `n`-th working day strictly after `day`; `n` = 0 gives `day` itself, worked or not.

    `day` need not be a working day: from a Saturday, the first working day is normally Monday.
    Raises ValueError when `n` is negative or the region unknown.
    """
    if n < 0:
        raise ValueError("The number of working days cannot be negative.")
    closed = frozenset(closures)
    while n:
        day += _ONE_DAY
        if is_working_day(day, public_holidays(region, day.year), closed):
            n -= 1
    return day


def working_day_before(day: date, *, region: str = DEFAULT_REGION, closures: Collection[date] = ()) -> date:
    """The last working day strictly before `day`."""
    closed = frozenset(closures)
    while True:
        day -= _ONE_DAY
        if is_working_day(day, public_holidays(region, day.year), closed):
            return day


@dataclass(frozen=True)
class WorkCalendar:
    """The working days of one site, and its local time."""

    tz: tzinfo = field(default_factory=lambda: ZoneInfo("Europe/Paris"))
    region: str = DEFAULT_REGION
    closures: frozenset[date] = frozenset()

    def day_of(self, moment: datetime) -> date:
        """The local day of an aware moment."""
        return moment.astimezone(self.tz).date()

    def at(self, day: date, hour: time) -> datetime:
        """This hour of this day here, aware."""
        return datetime.combine(day, hour, tzinfo=self.tz)

    def after(self, day: date, n: int) -> date:
        """The `n`-th working day strictly after `day`."""
        return add_working_days(day, n, region=self.region, closures=self.closures)

    def before(self, day: date) -> date:
        """The last working day strictly before `day`."""
        return working_day_before(day, region=self.region, closures=self.closures)

    def end_of_day(self, moment: datetime, hour: int) -> datetime:
        """`hour`:00 of the working day of `moment`; of the next one when that day is off or already over."""
        local = moment.astimezone(self.tz)
        first = local.date() if local.time() < time(hour) else local.date() + _ONE_DAY
        return self.at(self.after(first - _ONE_DAY, 1), time(hour))


def promise_deadline(
    submitted_at: datetime,
    *,
    tz: tzinfo | str,
    region: str = DEFAULT_REGION,
    days: int = PROMISE_DAYS,
    hour: int = PROMISE_HOUR,
    closures: Collection[date] = (),
) -> datetime:
    """When the first answer is due: end (`hour`:00 local) of the `days`-th working day of the site.

    `submitted_at` is aware; its calendar day is read in the site's time zone `tz`, so a
    contribution sent at 23:30 UTC in summer counts from the next day in Paris. The result is aware,
    in `tz`. Raises ValueError for a naive `submitted_at`.
    """
    if submitted_at.utcoffset() is None:
        raise ValueError("The submission time must carry a time zone.")
    zone = ZoneInfo(tz) if isinstance(tz, str) else tz
    due_on = add_working_days(submitted_at.astimezone(zone).date(), days, region=region, closures=closures)
    return datetime.combine(due_on, time(hour), tzinfo=zone)
