"""Rates of answers and how sure they are (pure): intervals of 95 %, differences, what a planned wave can show."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, fmean

Z = NormalDist().inv_cdf(0.975)
POWER = 0.8
STEP = 0.005  # a detectable rise is told by half points
CSAT_GOOD, CES_GOOD = 4, 5
PROMOTER, DETRACTOR = 9, 6


@dataclass(frozen=True)
class Interval:
    """An estimate between its two ends."""

    value: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        return self.low > 0 or self.high < 0

    def in_points(self, digits: int = 1) -> "Interval":
        """Of a difference of shares, as it is told; whether it leaves out 0 is then asked of what is read."""
        return Interval(*(round(100 * one, digits) + 0.0 for one in (self.value, self.low, self.high)))


@dataclass(frozen=True)
class Score:
    """The result of one question with the absolute numbers behind it: `good` of `answers` are favourable."""

    value: float
    good: int
    answers: int
    low: float
    high: float


def wilson(good: int, answers: int) -> Interval:
    """Wilson's interval of a proportion (1927). Raises ValueError unless 0 ≤ good ≤ answers and there is an answer."""
    _check(good, answers)
    share, squared = good / answers, Z * Z
    middle = (share + squared / (2 * answers)) / (1 + squared / answers)
    half = Z * sqrt(share * (1 - share) / answers + squared / (4 * answers**2)) / (1 + squared / answers)
    low = 0.0 if good == 0 else middle - half
    return Interval(share, low, 1.0 if good == answers else middle + half)


def newcombe(good_before: int, before: int, good_after: int, after: int) -> Interval:
    """Newcombe's hybrid interval (1998, method 10) of the rise between two independent waves. Raises as `wilson`."""
    first, second = wilson(good_before, before), wilson(good_after, after)
    rise = second.value - first.value
    low = rise - sqrt((second.value - second.low) ** 2 + (first.high - first.value) ** 2)
    high = rise + sqrt((second.high - second.value) ** 2 + (first.value - first.low) ** 2)
    return Interval(rise, low, high)


def detectable_rise(share: float, answers: int) -> float | None:
    """The smallest rise from `share` that two waves of `answers` each show four times in five, in half points.

    Two-sided test of two proportions at 5 %, pooled under no change. None when even a rise to 100 % would not show.
    Raises ValueError unless 0 ≤ share ≤ 1 and there is an answer.
    """
    if not 0 <= share <= 1 or answers < 1:
        raise ValueError("a share between 0 and 1, and one answer at least")
    steps = int((1 - share) / STEP + 1e-9)
    return next((n * STEP for n in range(1, steps + 1) if _shows(share, min(share + n * STEP, 1.0), answers)), None)


def csat(answers: Iterable[int]) -> Score:
    """Share of 4 and 5 among answers from 1 to 5. Raises ValueError for other answers, or none."""
    return _share(answers, CSAT_GOOD, 5)


def ces_share(answers: Iterable[int]) -> Score:
    """Share of 5 to 7 among answers from 1 to 7. Raises ValueError for other answers, or none."""
    return _share(answers, CES_GOOD, 7)


def ces_mean(answers: Iterable[int]) -> float:
    """Mean of answers from 1 to 7. Raises ValueError for other answers, or none."""
    return fmean(_within(answers, 1, 7))


def enps_error(promoters: float, detractors: float, answers: int) -> float:
    """Standard error, in points, of %promoters − %detractors, both as shares. Raises ValueError without answers."""
    if answers < 1:
        raise ValueError("no answer")
    return 100 * sqrt((promoters + detractors - (promoters - detractors) ** 2) / answers)


def enps(answers: Iterable[int]) -> Score:
    """%9–10 − %0–6 of answers from 0 to 10, with its interval, kept within −100 and 100. Raises ValueError."""
    given = _within(answers, 0, 10)
    good, bad = sum(one >= PROMOTER for one in given), sum(one <= DETRACTOR for one in given)
    value = 100 * (good - bad) / len(given)
    half = Z * enps_error(good / len(given), bad / len(given), len(given))
    return Score(value, good, len(given), max(value - half, -100.0), min(value + half, 100.0))


def _share(answers, good_from, best) -> Score:
    given = _within(answers, 1, best)
    good = sum(one >= good_from for one in given)
    interval = wilson(good, len(given))
    return Score(interval.value, good, len(given), interval.low, interval.high)


def _within(answers, least, most) -> list[int]:
    given = list(answers)
    if not given or any(not least <= one <= most for one in given):
        raise ValueError(f"answers from {least} to {most}, one at least")
    return given


def _check(good, answers):
    if answers < 1 or not 0 <= good <= answers:
        raise ValueError("between no and all of the answers, and one answer at least")


def _shows(before, after, answers) -> bool:
    pooled = (before + after) / 2
    spread = sqrt((before * (1 - before) + after * (1 - after)) / answers)
    beyond = after - before - Z * sqrt(2 * pooled * (1 - pooled) / answers)
    return beyond >= NormalDist().inv_cdf(POWER) * spread
