"""Actions seen in columns, by month and by who carries them. Pure: lines in, groups of lines out.

A line is what a page shows of one action: `stage`, `due_on`, `is_at_work`, and `owner`, a name that may be read or "".
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Protocol


class Line(Protocol):
    """What is read of an action here."""

    stage: str
    due_on: date
    is_at_work: bool
    owner: str


@dataclass(frozen=True)
class Column:
    """The actions of one stage, in the order in which they came."""

    stage: str
    lines: tuple


@dataclass(frozen=True)
class Month:
    """The actions due in one month, the earliest date first. `first` is its first day."""

    first: date
    lines: tuple


@dataclass(frozen=True)
class Load:
    """Somebody who carries more at once than the organisation has set."""

    owner: str
    number: int


def columns(lines: Iterable[Line], stages: Sequence[str]) -> list[Column]:
    """One column a stage, empty ones too: an empty column says something."""
    kept = list(lines)
    return [Column(stage, tuple(line for line in kept if line.stage == stage)) for stage in stages]


def months(lines: Iterable[Line]) -> list[Month]:
    """One group a month in which something is due, in the order of time."""
    dated = sorted(lines, key=lambda line: line.due_on)
    return [Month(first, tuple(group)) for first, group in groupby(dated, key=lambda line: line.due_on.replace(day=1))]


def loads(lines: Iterable[Line], limit: int) -> list[Load]:
    """Who carries more than `limit` actions at work, by name: it says where to help, and ranks nobody.

    Owners whose name may not be read are left out.
    """
    counted = Counter(line.owner for line in lines if line.is_at_work and line.owner)
    return [Load(owner, number) for owner, number in sorted(counted.items()) if number > limit]
