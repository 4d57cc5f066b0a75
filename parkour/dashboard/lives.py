"""The life of one contribution as dates: all that the figures of management know of it (pure)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ideas.scoring import is_heavy

LIGHT_UP_TO = 2  # effort XS or S: what is proposed as a quick win


class Size(StrEnum):
    """How much work it is to carry out."""

    LIGHT = "light"
    MIDDLE = "middle"
    HEAVY = "heavy"
    UNKNOWN = "unknown"


def size_of(effort: int | None, *, short_way: bool) -> Size:
    """Its size by its effort (1 to 5); what went the short way of the quick wins is light whatever was noted."""
    if short_way or (effort is not None and effort <= LIGHT_UP_TO):
        return Size.LIGHT
    if effort is None:
        return Size.UNKNOWN
    return Size.HEAVY if is_heavy(effort) else Size.MIDDLE


@dataclass(frozen=True, slots=True)
class Life:
    """Local days of what happened to it; None for what has not.

    `on_time`: whether the first answer came by the promised moment; None while that moment is to come.
    `reply_days`, `triage_days`: working days of its site from sending to the first answer, to the orientation.
    `decided`: first adopted, not adopted or not kept; `ended`: since when it is in a final state.
    `unanswered`: it ended because it was taken back or merged, and nobody had decided or answered.
    """

    sent: date
    size: Size = Size.UNKNOWN
    on_time: bool | None = None
    replied: date | None = None
    reply_days: int | None = None
    oriented: date | None = None
    triage_days: int | None = None
    answered: date | None = None
    decided: date | None = None
    adopted: date | None = None
    done: date | None = None
    measured: date | None = None
    ended: date | None = None
    unanswered: bool = False

    @property
    def settled(self) -> date | None:
        """The day of its decision, or of the answer that a feedback ends with."""
        return min((day for day in (self.decided, self.answered) if day is not None), default=None)

    @property
    def kept(self) -> bool:
        """Whether the first decision was to adopt it."""
        return self.adopted is not None and self.adopted == self.decided


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def month_after(month: date, steps: int = 1) -> date:
    """The month `steps` later, earlier when negative."""
    months = month.year * 12 + month.month - 1 + steps
    return date(months // 12, months % 12 + 1, 1)


def months_until(today: date, count: int) -> list[date]:
    """The last `count` months, that of `today` included, the oldest first."""
    return [month_after(month_of(today), step) for step in range(1 - count, 1)]


def of_size(lives: Iterable[Life], size: Size) -> list[Life]:
    return [life for life in lives if life.size == size]
