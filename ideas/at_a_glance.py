"""Actions seen in columns, by month and by who carries them. Pure: lines in, groups of lines out.

A line is what a page shows of one action: its `stage` and its date, `due_on`.
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


def loads(carried: Iterable[tuple[int, str]], limit: int) -> list[Load]:
    """Who carries more than `limit` actions at work, by name: it says where to help, and ranks nobody.

    `carried`: the number of the owner and the name, of each action at work whose owner may be named. Two people of one
    name are two.
    """
    people = list(carried)
    counted, names = Counter(number for number, _name in people), dict(people)
    much = [(names[number], number) for number, count in counted.items() if count > limit]
    return [Load(name, counted[number]) for name, number in sorted(much)]
