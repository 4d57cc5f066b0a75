"""Quiet hours: when a mail may reach a person, and when the Friday digest leaves. No clock, no database."""

from collections.abc import Container
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from parkour.organisation.working_days import DEFAULT_REGION, is_working_day_in

EVENING, MORNING = time(19, 30), time(7, 30)
DIGEST_HOUR = time(14, 0)
FRIDAY = 4
_ONE_DAY = timedelta(days=1)
_LONGEST_CLOSURE = 60  # days; whoever is closed longer is written to nevertheless


@dataclass(frozen=True)
class Quiet:
    """One person's quiet hours. `start` equal to `end` means no hour of the day is quiet."""

    tz: tzinfo = ZoneInfo("Europe/Paris")
    active: bool = True
    start: time = EVENING
    end: time = MORNING
    rest_days: bool = True
    region: str = DEFAULT_REGION
    closures: Container[date] = field(default=frozenset())

    def rests(self, day: date) -> bool:
        """True on a week-end, a public holiday or a closure of the person's site, when these are quiet."""
        return self.active and self.rest_days and not is_working_day_in(day, [self.region], self.closures)

    def hushes(self, hour: time) -> bool:
        """True when this hour of the day is quiet."""
        if not self.active or self.start == self.end:
            return False
        if self.start < self.end:
            return self.start <= hour < self.end
        return hour >= self.start or hour < self.end


def first_moment(moment: datetime, quiet: Quiet) -> datetime:
    """The first moment from `moment` (aware) on that is not quiet; in UTC, `moment` itself if it is not."""
    local = moment.astimezone(quiet.tz)
    for _day in range(_LONGEST_CLOSURE):
        if quiet.rests(local.date()):
            local = _at(local.date() + _ONE_DAY, time.min, quiet)
        elif quiet.hushes(local.time()):
            ends_tomorrow = local.time() >= quiet.end
            local = _at(local.date() + _ONE_DAY * ends_tomorrow, quiet.end, quiet)
        else:
            break
    return local.astimezone(UTC)


def digest_moment(moment: datetime, quiet: Quiet) -> datetime:
    """When the digest that collects what happens at `moment` leaves: the next Friday at 14:00 local, in UTC.

    A Friday off moves it to the last working day before; a week off altogether, to the Friday after.
    """
    local = moment.astimezone(quiet.tz)
    friday = local.date() + _ONE_DAY * ((FRIDAY - local.weekday()) % 7)
    for _week in range(_LONGEST_CLOSURE // 7):
        worked = [day for day in (friday - _ONE_DAY * back for back in range(5)) if not quiet.rests(day)]
        leaves = _at(worked[0], DIGEST_HOUR, quiet) if worked else None
        if leaves and leaves > local:
            break
        friday += 7 * _ONE_DAY
    else:
        leaves = _at(friday, DIGEST_HOUR, quiet)
    return first_moment(leaves, quiet)


def _at(day, hour, quiet):
    # An hour that the change to summer time skips becomes the one after it: by way of UTC.
    return datetime.combine(day, hour, tzinfo=quiet.tz).astimezone(UTC).astimezone(quiet.tz)
