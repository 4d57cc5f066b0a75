"""The funnel: what was sent in one month, and how far it has come since (pure). KPI 8."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from parkour.dashboard.lives import Life, month_of


class Stage(StrEnum):
    SENT = "sent"
    REPLIED = "replied"
    ORIENTED = "oriented"
    SETTLED = "settled"
    DONE = "done"
    MEASURED = "measured"


# A stage counts whoever has passed it or a later one: nothing is done that was not oriented in its way.
REACHED: dict[Stage, Callable[[Life], date | None]] = {
    Stage.REPLIED: lambda life: life.replied,
    Stage.ORIENTED: lambda life: life.oriented,
    Stage.SETTLED: lambda life: life.settled,
    Stage.DONE: lambda life: life.done,
    Stage.MEASURED: lambda life: life.measured,
}


@dataclass(frozen=True)
class Cohort:
    """Those sent in `month`: how many came to each stage so far, in the order of `Stage`."""

    month: date
    reached: list[int]


def stage_of(life: Life) -> int:
    """The number of the last stage it has passed, 0 for sent."""
    passed = [number for number, day_of in enumerate(REACHED.values(), 1) if day_of(life) is not None]
    return max(passed, default=0)


def funnel(lives: Sequence[Life], months: Sequence[date]) -> list[Cohort]:
    """One cohort for each of `months`, in their order; a month without a contribution is a row of noughts."""
    last = {month: [0] * len(Stage) for month in months}
    for life in lives:
        month = month_of(life.sent)
        if month in last:
            for stage in range(stage_of(life) + 1):
                last[month][stage] += 1
    return [Cohort(month, reached) for month, reached in last.items()]


def together(cohorts: Sequence[Cohort]) -> list[int]:
    """All cohorts as one."""
    return [sum(cohort.reached[stage] for cohort in cohorts) for stage in range(len(Stage))]
