"""What there is to do around a session, from five weeks before to two months after, and what of it is done. Pure.

Nothing here is ticked by hand: facts read from rows say it. What no row can say is a date to keep in mind.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from committee.calendar import Milestone


class Standing(StrEnum):
    """How a step stands on a day."""

    DONE = "done"
    TODAY = "today"
    LATE = "late"
    TO_COME = "to_come"
    PASSED = "passed"  # a date that no row can tick


@dataclass(frozen=True)
class Facts:
    """What rows say of a session. `members` sit that day; `silent` of them have not answered.

    `awaited`: contributions that must still be oriented to reach this session; `without_news`: actions decided there of
    which nothing was heard since. Authors are told with the decision, so a session that is closed has answered them.
    """

    is_announced: bool = False
    points: int = 0
    awaited: int = 0
    members: int = 0
    silent: int = 0
    is_released: bool = False
    has_unsent_changes: bool = False
    reminded: bool = False
    was_opened: bool = False
    is_over: bool = False
    has_minutes: bool = False
    without_news: int = 0
    next_is_planned: bool = False


# What ticks a step, by its key; and the page where it is done.
_DONE = {
    "planning_opens": lambda facts: facts.points > 0 or facts.is_released,
    "review_cutoff": lambda facts: facts.awaited == 0,
    "convocation": lambda facts: facts.is_announced,
    "agenda_released": lambda facts: facts.is_released and not facts.has_unsent_changes,
    "reminder": lambda facts: facts.reminded or (facts.is_announced and facts.members > 0 and facts.silent == 0),
    "session": lambda facts: facts.was_opened,
    "authors_answered": lambda facts: facts.is_over,
    "minutes_published": lambda facts: facts.has_minutes,
    "action_check": lambda facts: facts.is_over and facts.without_news == 0,
    "next_session": lambda facts: facts.next_is_planned,
}
_PLACES = {
    "planning_opens": "agenda",
    "review_cutoff": "queue",
    "agenda_released": "agenda",
    "session": "console",
    "authors_answered": "minutes",
    "minutes_published": "minutes",
    "action_check": "actions",
    "next_session": "sessions",
}
# Ticked before their day they would say that nothing can come any more.
_NOT_BEFORE_ITS_DAY = frozenset({"review_cutoff", "action_check"})


@dataclass(frozen=True)
class Step:
    """One line of the list. `place` names the page where it is done, "" for a date only."""

    key: str
    label: str
    due_on: date
    offset: int
    standing: Standing
    place: str

    @property
    def is_done(self) -> bool:
        return self.standing is Standing.DONE


def steps(milestones: Iterable[Milestone], facts: Facts, today: date) -> list[Step]:
    """The list on `today`, in the order of the dates."""
    return [
        Step(row.key, row.label, row.date, row.offset, _standing(row, facts, today), _PLACES.get(row.key, ""))
        for row in milestones
    ]


def _standing(row: Milestone, facts: Facts, today: date) -> Standing:
    is_done = _DONE.get(row.key)
    early = today < row.date
    if is_done is not None and is_done(facts) and not (early and row.key in _NOT_BEFORE_ITS_DAY):
        return Standing.DONE
    if early:
        return Standing.TO_COME
    if today == row.date:
        return Standing.TODAY
    return Standing.LATE if is_done is not None else Standing.PASSED


def next_step(rows: Iterable[Step]) -> Step | None:
    """What to do first: the oldest that is late or due today, else the nearest to come; None once all is done."""
    waiting = [row for row in rows if row.standing in (Standing.LATE, Standing.TODAY, Standing.TO_COME)]
    return min(waiting, key=lambda row: row.due_on, default=None)
