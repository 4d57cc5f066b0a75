"""XmR charts (pure): limits of a locked baseline, the four rules, phases between recorded changes.

After Wheeler's chart of individual values: limits are the mean ± 2.66 mean moving ranges; a moving range of 3.267 times
their mean or more says nothing of ordinary variation and is set aside, once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from statistics import fmean

BASELINE = 12  # points after which the limits no longer move
RUN = 7  # points in a row on one side, or that rise (fall) one after the other
TO_LIMIT, TO_SCREEN = 2.66, 3.267
NEAR = 2 / 3  # of the way from the mean to the limit
GOOD_ENOUGH_FOR_LIMITS = 2
SLACK = 1e-9  # of the mean


class Rule(StrEnum):
    BEYOND = "beyond"  # one point beyond a limit
    NEAR_LIMIT = "near_limit"  # two of three points in a row near the same limit, or beyond it
    RUN = "run"  # seven points in a row on one side of the mean
    TREND = "trend"  # seven points in a row of which each is higher, or each lower, than the one before


@dataclass(frozen=True)
class Limits:
    """What ordinary variation looks like; `provisional` while there are fewer points than a baseline needs."""

    mean: float
    mean_range: float
    points: int

    @property
    def lower(self) -> float:
        return self.mean - TO_LIMIT * self.mean_range

    @property
    def upper(self) -> float:
        return self.mean + TO_LIMIT * self.mean_range

    @property
    def sigma(self) -> float:
        return (self.upper - self.mean) / 3

    @property
    def slack(self) -> float:
        """What the calculation of a mean may be off by: nearer than that is on the line."""
        return SLACK * max(1.0, abs(self.mean))

    @property
    def provisional(self) -> bool:
        return self.points < BASELINE


@dataclass(frozen=True)
class Signal:
    """`rule` holds on the points `first` to `last` (included), upwards (`side` 1) or downwards (-1)."""

    rule: Rule
    side: int
    first: int
    last: int


@dataclass(frozen=True)
class Phase:
    """The points `start` to `stop` (not included) that share limits; None when one point says nothing yet."""

    start: int
    stop: int
    limits: Limits | None
    signals: tuple[Signal, ...]


def limits_of(values: Sequence[float], *, screened: bool = True) -> Limits:
    """The limits that all of `values` give. Raises ValueError with fewer than two."""
    if len(values) < GOOD_ENOUGH_FOR_LIMITS:
        raise ValueError("limits need two points")
    ranges = [abs(after - before) for before, after in pairwise(values)]
    mean_range = fmean(ranges)
    kept = [one for one in ranges if one < TO_SCREEN * mean_range] if screened else ranges
    return Limits(fmean(values), fmean(kept) if kept else mean_range, len(values))


def signals_in(values: Sequence[float], limits: Limits) -> list[Signal]:
    """Where one of the four rules holds, in the order of the last point that it needs."""
    found = [*_beyond(values, limits), *_near(values, limits), *_runs(values, limits), *_trends(values)]
    return sorted(found, key=lambda signal: (signal.last, signal.first, signal.rule))


def phases_of(values: Sequence[float], rebased_at: Sequence[int] = ()) -> list[Phase]:
    """The chart: a phase from the first point and from each index of `rebased_at`, every one with its own baseline.

    Limits come of the first twelve points of a phase and stay. Signals count points of the whole series.
    Raises ValueError for an index outside the series.
    """
    if any(not 0 < index < len(values) for index in rebased_at):
        raise ValueError("a chart is rebased at one of its points")
    cuts = [0, *sorted(set(rebased_at)), len(values)]
    return [phase_of(values[start:stop], start) for start, stop in pairwise(cuts) if start < stop]


def may_rebase(values: Sequence[float], limits: Limits, changed_at: int) -> bool:
    """Whether a recorded change, at that index, is followed by a sustained signal: a run on one side of the mean."""
    return not limits.provisional and any(_runs(values[changed_at:], limits))


def phase_of(values: Sequence[float], start: int = 0, limits: Limits | None = None) -> Phase:
    """One phase, from point `start` of its series; without locked `limits`, its first twelve points give them."""
    if limits is None and len(values) < GOOD_ENOUGH_FOR_LIMITS:
        return Phase(start, start + len(values), None, ())
    limits = limits or limits_of(values[:BASELINE])
    signals = tuple(
        Signal(one.rule, one.side, one.first + start, one.last + start) for one in signals_in(values, limits)
    )
    return Phase(start, start + len(values), limits, signals)


def _beyond(values, limits):
    for index, value in enumerate(values):
        if value > limits.upper + limits.slack or value < limits.lower - limits.slack:
            yield Signal(Rule.BEYOND, 1 if value > limits.mean else -1, index, index)


def _near(values, limits):
    """The window begins and ends with a point near the limit, so the one that completes it is its last."""
    distance = NEAR * (limits.upper - limits.mean)
    if distance <= limits.slack:
        return
    for side in (1, -1):
        near = [side * (value - limits.mean) > distance + limits.slack for value in values]
        for last in range(1, len(values)):
            for first in (last - 1, last - 2):
                if first >= 0 and near[first] and near[last]:
                    yield Signal(Rule.NEAR_LIMIT, side, first, last)
                    break


def _runs(values, limits):
    """A point on the mean ends a run."""
    signs = [_sign(value - limits.mean, limits.slack) for value in values]
    return _stretches(Rule.RUN, signs, RUN, back=0)


def _trends(values):
    """Seven points are six steps; equal neighbours end a trend."""
    return _stretches(Rule.TREND, [_sign(after - before) for before, after in pairwise(values)], RUN - 1, back=1)


def _stretches(rule, signs, needed, *, back):
    first = 0
    for index, sign in enumerate(signs):
        if index and sign != signs[index - 1]:
            first = index
        ends = index + 1 == len(signs) or signs[index + 1] != sign
        if ends and sign and index - first + 1 >= needed:
            yield Signal(rule, sign, first, index + back)


def _sign(number, slack=0.0) -> int:
    return (number > slack) - (number < -slack)
