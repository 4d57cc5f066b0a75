"""Shares and durations, and the figures of one month made of them (pure). Formulas: the programme's list of KPIs.

A share keeps both its numbers. A duration is told by its median and its ninth decile, never by a mean: a few very long
ones would hide what most people live.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from parkour.dashboard.lives import Life, Size, month_of, of_size

CARRIED_OUT_AFTER, MEASURED_AFTER, A_YEAR = timedelta(days=120), timedelta(days=90), timedelta(days=365)


@dataclass(frozen=True)
class Share:
    """`count` among `total`; without a case there is no share."""

    count: int = 0
    total: int = 0

    @property
    def ratio(self) -> float | None:
        return self.count / self.total if self.total else None


@dataclass(frozen=True)
class Delay:
    """How long it took for `number` of them; `open` still wait. None where there was none."""

    median: float | None
    p90: int | None
    number: int
    open: int


def share_of(lives: Iterable[Life], holds: Callable[[Life], bool]) -> Share:
    """How many of `lives` hold."""
    answers = [bool(holds(life)) for life in lives]
    return Share(sum(answers), len(answers))


def ninth_decile(days: Sequence[int]) -> int | None:
    """The smallest value that at least nine tenths do not exceed (nearest rank)."""
    ordered = sorted(days)
    return ordered[(9 * len(ordered) + 9) // 10 - 1] if ordered else None


def delay_of(days: Sequence[int], still_open: int = 0) -> Delay:
    """Median and ninth decile of durations in days, beside the count still open."""
    return Delay(float(median(days)) if days else None, ninth_decile(days), len(days), still_open)


def first_answers_in_time(sent: Iterable[Life]) -> Share:
    """KPI 1: of those sent in the month whose promise fell due, how many had their first answer by then."""
    return share_of((life for life in sent if life.on_time is not None), lambda life: life.on_time)


def kept_of(decided: Iterable[Life]) -> Share:
    """KPI 15: adopted among all that were decided."""
    return share_of(decided, lambda life: life.kept)


def days_to_decision(lives: Iterable[Life]) -> list[int]:
    """KPI 4: calendar days from sending to the decision, of those that have one."""
    return [(life.decided - life.sent).days for life in lives if life.decided]


def days_to_done(lives: Iterable[Life]) -> list[int]:
    """KPI 5: days from the adoption to done. What was done without having been adopted is left out."""
    return [(life.done - life.adopted).days for life in lives if life.done and life.adopted]


def carried_out(lives: Iterable[Life], today: date) -> Share:
    """KPI 16: done, among those adopted in the year that ended 120 days ago."""
    until = today - CARRIED_OUT_AFTER
    cohort = [life for life in lives if life.adopted and until - A_YEAR < life.adopted <= until]
    return share_of(cohort, lambda life: life.done is not None)


def measured_of(lives: Iterable[Life], today: date) -> Share:
    """KPI 27: measured, among those done 90 days ago or more."""
    old = (life for life in lives if life.done and life.done <= today - MEASURED_AFTER)
    return share_of(old, lambda life: life.measured is not None)


@dataclass(frozen=True)
class OfSize:
    """What became of contributions of one size over the last twelve months."""

    size: Size
    received: int
    kept: Share
    carried_out: Share
    realisation: Delay


def by_size(lives: Sequence[Life], today: date) -> list[OfSize]:
    """KPIs 5, 15 and 16, size by size; `open` of the delay: adopted, neither done nor given up."""
    since = today - A_YEAR
    return [_of_size(size, of_size(lives, size), since, today) for size in Size]


def _of_size(size, lives, since, today):
    done = [life for life in lives if life.done and life.done > since]
    at_work = sum(1 for life in lives if life.adopted and not life.done and not life.ended)
    return OfSize(
        size=size,
        received=sum(1 for life in lives if life.sent > since),
        kept=kept_of(life for life in lives if life.decided and life.decided > since),
        carried_out=carried_out(lives, today),
        realisation=delay_of(days_to_done(done), at_work),
    )


def ages(days: Iterable[int]) -> Delay:
    """KPI 6: how long things stand where they stand; all of them are open."""
    listed = list(days)
    return delay_of(listed, len(listed))


def returned(sent_and_ended: Iterable[Sequence[tuple[date, date | None]]]) -> Share:
    """KPI 13: of the authors with a final answer, those who wrote again within a year of one, from the next day on.

    One entry for each author: the (sent, ended) days of what they sent.
    """
    answers = []
    for written in sent_and_ended:
        ends = [ended for _sent, ended in written if ended is not None]
        if ends:
            answers.append(any(end < sent <= end + A_YEAR for end in ends for sent, _ended in written))
    return Share(sum(answers), len(answers))


def count_by_month(days: Iterable[date | None]) -> Counter[date]:
    """How many of these days fall into each month; None falls into none."""
    return Counter(month_of(day) for day in days if day is not None)
