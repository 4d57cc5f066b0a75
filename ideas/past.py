"""What decided contributions say of a new one, and whether that is worth more than a guess: pure, no table.

Proposed is what the `NEAREST` most alike were given, each weighing as much as it is alike (k nearest neighbours: Fix &
Hodges 1951). It is tried on contributions decided here, each left out of what speaks about it (leave-one-out: Stone
1974), against two guesses that read no word of it: always the middle, and a line through the lengths alone (least
squares on their logarithm). Both guesses may look at the contribution they are tried on: what is left out would push a
middle to the other side of it, and a guess must never look worse than it is. Intervals are those of paired differences,
drawn again (bootstrap: Efron 1979) with a fixed seed.

Points run from 0 to 100, likeness from 0 to 1, lengths are numbers of characters. Keys are those of contributions.
Sums are exact before they are rounded: the order of the rows changes nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import fsum, log1p
from statistics import median

from ideas.agreement import interval
from ideas.scoring import FEEDBACK, PROPOSAL

MODEL_VERSION = 1  # another way of proposing is measured anew
NEAREST, FEWEST = 5, 3
ENOUGH = 30
FINE = 9  # decimals of an error: less is rounding, and no difference
WRONG = 100.0  # the error of a wrong kind, so that a mean of errors reads as a share of a hundred


class Target(StrEnum):
    """What is proposed of a contribution."""

    PRIORITY = "priority"
    KIND = "kind"


@dataclass(frozen=True)
class Past:
    """A decided contribution. `points` is its priority, None for feedback and for what was not assessed."""

    key: int
    points: float | None
    kind: str
    length: int


Near = Iterable[tuple[float, Past]]


@dataclass(frozen=True)
class Reliability:
    """How far what is proposed was from what was decided, over the `n` of which something was proposed.

    Errors are means in points; of the kind, wrong ones in a hundred. `over_middle` and `over_length` are the middle
    90 % of (own error - error of that guess): below 0 throughout, the past knows more than the guess. All are None
    when there is too little to tell.
    """

    n: int
    error: float | None = None
    middle: float | None = None
    length: float | None = None
    over_middle: tuple[float, float] | None = None
    over_length: tuple[float, float] | None = None

    @property
    def is_better(self) -> bool:
        return is_better(self.n, self.over_middle, self.over_length)


def is_better(n: int, over_middle: Sequence[float] | None, over_length: Sequence[float] | None) -> bool:
    """Whether something may be proposed: `n` is enough, and both intervals (low, high) lie below 0."""
    return n >= ENOUGH and all(bounds is not None and bounds[1] < 0 for bounds in (over_middle, over_length))


def nearest(near: Near) -> list[tuple[float, Past]]:
    """The most alike of `near`, the closest first: those that are told and that speak."""
    return sorted(near, key=lambda row: (-row[0], row[1].key))[:NEAREST]


def proposed_points(near: Near) -> float | None:
    """Mean of the points of the most alike, by likeness: 0 to 100; None when fewer than `FEWEST` of them have any."""
    speak = [(alike, past.points) for alike, past in nearest(near) if past.points is not None and alike > 0]
    if len(speak) < FEWEST:
        return None
    return _within(fsum(alike * points for alike, points in speak) / fsum(alike for alike, _points in speak))


def proposed_kind(near: Near) -> str | None:
    """The kind of most of the most alike, by likeness; None when there are fewer than `FEWEST`, or for two halves."""
    speak = [(alike, past.kind) for alike, past in nearest(near) if alike > 0]
    weights = {kind: fsum(alike for alike, own in speak if own == kind) for kind in (PROPOSAL, FEEDBACK)}
    if len(speak) < FEWEST or weights[PROPOSAL] == weights[FEEDBACK]:
        return None
    return max(weights, key=weights.get)


def reliability(
    history: Iterable[Past], alike: Mapping[int, Sequence[tuple[int, float]]], target: Target
) -> Reliability:
    """How well `target` would have been proposed for each of `history`, from the others of it.

    `alike` is {key: [(key of another, likeness)]}; what names no row of `history`, or itself, is passed
    over. A key that comes twice is one contribution.
    """
    known = {past.key: past for past in sorted(history, key=lambda past: past.key)}
    rows = [past for past in known.values() if target is Target.KIND or past.points is not None]
    tried = []
    for past in rows:
        others = [(score, known[key]) for key, score in alike.get(past.key, ()) if key in known and key != past.key]
        said = proposed_kind(others) if target is Target.KIND else proposed_points(others)
        if said is not None:
            tried.append((past, said))
    if not tried:
        return Reliability(0)
    guess = _guesses_of_kind(rows) if target is Target.KIND else _guesses_of_points(rows)
    errors = [_errors(past, (said, *guess(past)), target) for past, said in tried]
    own, middle, length = zip(*errors, strict=True)
    return Reliability(
        n=len(tried),
        error=_mean(own),
        middle=_mean(middle),
        length=_mean(length),
        over_middle=_over(own, middle),
        over_length=_over(own, length),
    )


def _errors(past, said, target):
    if target is Target.KIND:
        return tuple(WRONG * (one != past.kind) for one in said)
    return tuple(round(abs(one - past.points), FINE) for one in said)


def _guesses_of_points(rows) -> Callable:
    middle, line = median(past.points for past in rows), length_line(rows, lambda past: past.points)
    return lambda past: (middle, _within(line(past.length)))


def _guesses_of_kind(rows) -> Callable:
    counts = Counter(past.kind for past in rows)
    most = max((PROPOSAL, FEEDBACK), key=counts.__getitem__)
    line = length_line(rows, lambda past: float(past.kind == PROPOSAL))
    return lambda past: (most, PROPOSAL if line(past.length) >= 0.5 else FEEDBACK)


def length_line(rows: Sequence[Past], value: Callable[[Past], float]) -> Callable[[int], float]:
    """The least squares line of `value` on log(1 + length): a function from a length to the value it makes expect."""
    across, up = [log1p(past.length) for past in rows], [value(past) for past in rows]
    mean_x, mean_y = _mean(across), _mean(up)
    spread = fsum((x - mean_x) ** 2 for x in across)
    slope = fsum((x - mean_x) * (y - mean_y) for x, y in zip(across, up, strict=True)) / spread if spread else 0.0
    return lambda length: mean_y + slope * (log1p(length) - mean_x)


def _over(own, guess):
    gaps = [one - other for one, other in zip(own, guess, strict=True)]
    return interval(gaps, lambda drawn: fsum(gap * times for gap, times in drawn.items()) / len(gaps))


def _mean(values):
    return fsum(values) / len(values)


def _within(points):
    return min(max(points, 0.0), 100.0)
