"""All the figures of the dashboard at one moment, as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from parkour.dashboard.flow import MonthFigures, flow
from parkour.dashboard.funnel import Cohort, funnel
from parkour.dashboard.kpis import Delay, OfSize, Share, ages, by_size, carried_out, measured_of
from parkour.dashboard.lives import Life, months_until
from parkour.dashboard.measured import Measured
from parkour.dashboard.participation import Participation
from parkour.dashboard.sessions import Sessions

# To be raised whenever what is kept changes its shape: rows of another format are not read.
FORMAT, MONTHS = 2, 13


@dataclass(frozen=True)
class Standing:
    """How many stand in one state, and for how long."""

    state: str
    age: Delay


@dataclass(frozen=True)
class Figures:
    """What one row keeps."""

    months: list[MonthFigures]
    cohorts: list[Cohort]
    sizes: list[OfSize]
    standing: list[Standing]
    waiting: dict[str, int]
    participation: Participation
    carried_out: Share
    measured: Share
    by_author: Share
    claims: dict[str, int]
    series: list[Measured]
    sessions: Sessions

    def plain(self) -> dict:
        """Dictionaries, lists, numbers, days and texts: what JSON keeps."""
        return asdict(self)


def figures_of(
    lives: Sequence[Life],
    today: date,
    *,
    standing: Mapping[str, Sequence[int]],
    waiting: dict[str, int],
    taking_part: Participation,
    by_author: Share,
    claims: dict[str, int],
    series: list[Measured],
    sessions: Sessions,
) -> Figures:
    """Thirteen months, the present one included; `standing` are days in a state, state by state, in their order."""
    months = months_until(today, MONTHS)
    return Figures(
        months=flow(lives, months),
        cohorts=funnel(lives, months),
        sizes=by_size(lives, today),
        standing=[Standing(state, ages(days)) for state, days in standing.items() if days],
        waiting=waiting,
        participation=taking_part,
        carried_out=carried_out(lives, today),
        measured=measured_of(lives, today),
        by_author=by_author,
        claims=claims,
        series=series,
        sessions=sessions,
    )
