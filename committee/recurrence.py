"""The rule of the calendar: a weekday counted in the month, every so many months. Pure.

A weekday counted from the start of the month (first to fourth) or the last one: every month has it, so no month is
ever left out or slips, whatever the day the rule starts on. "The 31st" and "the fifth Thursday", which some months
lack, are no rules here. Times are those of the local clock: the same hour in summer and winter.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

from dateutil.relativedelta import relativedelta, weekday

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR")
WEEKS = (1, 2, 3, 4, -1)
MOST_MONTHS = 12
SHORTEST, LONGEST = 30, 480  # minutes of a session
# Least and most days between two sessions, for each month of the rule: 42 and 77 for every two months.
LEAST_A_MONTH, MOST_A_MONTH = 21, 38.5

_PARTS = {
    "FREQ": r"MONTHLY",
    "INTERVAL": r"[0-9]{1,2}",
    "BYDAY": rf"[+-]?[1-4](?:{'|'.join(WEEKDAYS)})",
}


@dataclass(frozen=True)
class Rule:
    """Every `every` months the `week`-th `weekday` (0 is Monday), counted from the month of `first`.

    In the month `month` it is the `month_week`-th instead. Nothing lies before `first`.
    """

    every: int = 2
    week: int = 3
    weekday: int = 3
    month: int | None = 7
    month_week: int = 1
    first: date = date(2001, 1, 1)
    starts_at: time = time(14)
    minutes: int = 150

    def __post_init__(self):
        if not 1 <= self.every <= MOST_MONTHS or not SHORTEST <= self.minutes <= LONGEST:
            raise ValueError("Every 1 to 12 months, 30 minutes to 8 hours.")
        if self.weekday not in range(len(WEEKDAYS)) or {self.week, self.month_week} - set(WEEKS):
            raise ValueError("A day from Monday to Friday, first to fourth or last of its month.")
        if self.month is not None and not 1 <= self.month <= 12:
            raise ValueError("A month of the year.")

    @property
    def least_gap(self) -> int:
        return LEAST_A_MONTH * self.every

    @property
    def most_gap(self) -> int:
        return int(MOST_A_MONTH * self.every)

    @property
    def rrule(self) -> str:
        """The rule as RFC 5545 writes it, without the month that differs."""
        return f"FREQ=MONTHLY;INTERVAL={self.every};BYDAY={self.week:+d}{WEEKDAYS[self.weekday]}"

    def dates(self, from_year: int, to_year: int) -> Iterator[date]:
        """Its days from January of `from_year` to December of `to_year`, in order."""
        months = (from_year - self.first.year) * 12 + 1 - self.first.month
        step = max(-(-months // self.every), 0)
        while True:
            month = self.first.replace(day=1) + relativedelta(months=step * self.every)
            if month.year > to_year:
                return
            if (day := self._day_of(month)) >= self.first:
                yield day
            step += 1

    def _day_of(self, month: date) -> date:
        week = self.month_week if month.month == self.month else self.week
        return month + relativedelta(day=1 if week > 0 else 31, weekday=weekday(self.weekday, week))


HOUSE = Rule()


def read_rrule(text: str) -> tuple[int, int, int]:
    """(every, week, weekday) of an RRULE such as FREQ=MONTHLY;INTERVAL=2;BYDAY=+3TH.

    Raises ValueError for what is no rule here: other frequencies, days of the month, ends, the fifth or last but one.
    """
    pairs = [part.partition("=") for part in text.strip().upper().removeprefix("RRULE:").split(";")]
    parts = {name: value for name, _sign, value in pairs}
    known = all(name in _PARTS and re.fullmatch(_PARTS[name], value, re.ASCII) for name, value in parts.items())
    if not known or len(pairs) != len(parts) or not {"FREQ", "BYDAY"} <= set(parts):
        raise ValueError("This is a rule such as FREQ=MONTHLY;INTERVAL=2;BYDAY=+3TH.")
    every, week = int(parts.get("INTERVAL", 1)), int(parts["BYDAY"][:-2])
    if not 1 <= every <= MOST_MONTHS or week not in WEEKS:
        raise ValueError("Every 1 to 12 months; first to fourth, or last.")
    return every, week, WEEKDAYS.index(parts["BYDAY"][-2:])
