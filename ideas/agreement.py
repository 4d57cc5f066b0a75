"""How much raters agree: pure arithmetic over levels, no database. Source: programme rules §6.5.

Krippendorff’s alpha compares the disagreement inside ideas with that between any two levels of the whole table; 1 is
perfect, 0 is chance. `units` are lists of levels, one list an idea, None for a level that was not given; a unit with
fewer than two levels says nothing. Ordinal: the distance of two levels is the number of levels given between them.
Intervals come from drawing the ideas again (bootstrap) with a fixed seed: the same table gives the same interval.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from random import Random
from statistics import fmean

ORDINAL, INTERVAL = "ordinal", "interval"
SUFFICIENT = 0.667
PAIRS_ENOUGH = 30
FEWEST_FOR_INTERVAL = 10
DEFAULT_SD = 0.7
DRAWS, SEED, COVERED = 300, 20260101, 0.90

Units = Iterable[Sequence[int | None]]


class Finding(StrEnum):
    """What may be said of the agreement on one criterion; nothing while the interval holds the limit."""

    SUFFICIENT = "sufficient"
    ANCHORS = "anchors"
    NOT_ENOUGH = "not_enough"


@dataclass(frozen=True)
class Agreement:
    """Agreement of raters on one criterion, with its interval (None: too few) and the number of ideas behind it.

    `sd` is the spread of one rater in levels, the default one below 30 pairs; `apart` counts the ideas on which two
    raters are two levels apart or more.
    """

    alpha: float | None
    low: float | None
    high: float | None
    n: int
    sd: float
    apart: int

    @property
    def finding(self) -> Finding:
        if self.low is None or self.n < PAIRS_ENOUGH:
            return Finding.NOT_ENOUGH
        if self.low > SUFFICIENT:
            return Finding.SUFFICIENT
        return Finding.ANCHORS if self.high < SUFFICIENT else Finding.NOT_ENOUGH


@dataclass(frozen=True)
class Severity:
    """How far one rater is from the means of the ideas they rated, in levels; above 0 is generous. `low` and `high` are
    None below ten levels.
    """

    mean: float
    low: float | None
    high: float | None
    n: int

    @property
    def tendency(self) -> int:
        """1 for generous, -1 for severe, 0 while the interval holds 0 or is not known."""
        if self.low is None or self.low <= 0 <= self.high:
            return 0
        return 1 if self.mean > 0 else -1


def alpha(units: Units, metric: str = ORDINAL) -> float | None:
    """Krippendorff’s alpha; None when no two levels can be compared, or all levels are the same."""
    return _alpha(Counter(rated_twice(units)), metric)


def rated_twice(units: Units) -> list[tuple[int, ...]]:
    """The levels of each unit that has two or more, in order of size."""
    given = (tuple(sorted(level for level in unit if level is not None)) for unit in units)
    return [levels for levels in given if len(levels) > 1]


def _alpha(units: Counter, metric):
    pairs, totals = Counter(), Counter()
    for levels, times in units.items():
        weight = times / (len(levels) - 1)
        counts = Counter(levels)
        for level, count in counts.items():
            totals[level] += times * count
            for other, others in counts.items():
                pairs[level, other] += weight * count * (others - (level == other))
    distance = _distances(totals, metric)
    observed = sum(weight * distance[pair] for pair, weight in pairs.items())
    expected = sum(totals[one] * totals[other] * far for (one, other), far in distance.items())
    return 1 - (sum(totals.values()) - 1) * observed / expected if expected else None


def _distances(totals: Counter, metric):
    """Squared distance of any two levels that occur."""
    levels = sorted(totals)
    if metric == INTERVAL:
        return {(one, other): (one - other) ** 2 for one in levels for other in levels}
    ranks, below = {}, 0
    for level in levels:  # the mean rank of a level: two ranks differ by what was given between them
        ranks[level] = below + totals[level] / 2
        below += totals[level]
    return {(one, other): (ranks[one] - ranks[other]) ** 2 for one in levels for other in levels}


def interval(
    values: Sequence, measure: Callable, *, draws: int = DRAWS, seed: int = SEED
) -> tuple[float, float] | None:
    """The middle 90 % of `measure(Counter of values)` when the values are drawn again; None below ten values, or when
    the measure is mostly undefined.
    """
    if len(values) < FEWEST_FOR_INTERVAL:
        return None
    kinds = Counter(values)
    names, weights, chance = sorted(kinds), [kinds[name] for name in sorted(kinds)], Random(seed)  # noqa: S311
    drawn = (measure(Counter(chance.choices(names, weights, k=len(values)))) for _draw in range(draws))
    known = sorted(figure for figure in drawn if figure is not None)
    if len(known) * 2 < draws:
        return None
    cut = int(len(known) * (1 - COVERED) / 2)
    return known[cut], known[-1 - cut]


def agreement_on(units: Units) -> Agreement:
    """What the blind levels of several raters on one criterion say."""
    rated = rated_twice(units)
    bounds = interval(rated, lambda drawn: _alpha(drawn, ORDINAL)) or (None, None)
    return Agreement(
        alpha=alpha(rated),
        low=bounds[0],
        high=bounds[1],
        n=len(rated),
        sd=rater_spread(rated),
        apart=sum(levels[-1] - levels[0] > 1 for levels in rated),
    )


def rater_spread(units: Units) -> float:
    """Spread of one rater around the true level: sqrt(sum of d² / 2n) over pairs; 0.7 below 30 of them."""
    gaps = [levels[1] - levels[0] for levels in rated_twice(units) if len(levels) == 2]
    if len(gaps) < PAIRS_ENOUGH:
        return DEFAULT_SD
    return sqrt(sum(gap * gap for gap in gaps) / (2 * len(gaps)))


def severity_of(ratings: Iterable[tuple]) -> dict:
    """{rater: Severity} from (idea, rater, level) rows: residuals from the mean of each idea that two raters rated."""
    by_idea, residuals = {}, {}
    for idea, rater, level in ratings:
        if level is not None:
            by_idea.setdefault(idea, []).append((rater, level))
    for rows in by_idea.values():
        if len(rows) > 1:
            middle = fmean(level for _rater, level in rows)
            for rater, level in rows:
                residuals.setdefault(rater, []).append(level - middle)
    return {rater: _severity(values) for rater, values in residuals.items()}


def _severity(values):
    bounds = interval(values, lambda drawn: sum(value * times for value, times in drawn.items()) / len(values))
    return Severity(fmean(values), *(bounds or (None, None)), len(values))
