"""Working days between two days of one site, counted many times over (pure)."""

from bisect import bisect_right
from collections.abc import Container
from datetime import date, timedelta

from parkour.organisation.working_days import DEFAULT_REGION, is_working_day, public_holidays


class WorkedDays:
    """The working days of a site from `first` to `last`, ready to be counted between any two of them."""

    def __init__(
        self, first: date, last: date, *, region: str = DEFAULT_REGION, closures: Container[date] = frozenset()
    ):
        days = (first + timedelta(days=number) for number in range((last - first).days + 1))
        self.days = [day for day in days if is_working_day(day, public_holidays(region, day.year), closures)]

    def between(self, start: date, end: date) -> int:
        """How many working days lie after `start` and up to `end`: 0 on the same day, as a promise counts them."""
        return max(0, bisect_right(self.days, end) - bisect_right(self.days, start))
