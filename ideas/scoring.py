"""Scoring of one contribution on the four criteria: pure arithmetic, no database, no list.

Levels run from 1 to 5, or None for "not applicable". Each level s becomes u = (s - 1) / 4, and
effort counts downwards. With the default weights:

    value     V   = 100 (0.30 u(policy) + 0.20 u(novelty) + 0.50 u(impact))
    effort    E   = 100 u(effort)
    priority  P   = (1 - lam) V + lam (100 - E), lam = 0.20
    feedback  V_f = 100 (0.375 u(policy) + 0.625 u(impact)), no priority

A missing criterion renormalises the remaining weights, and the interval [low, high] shows what
the missing level could change. Results are exact fractions rounded once to two decimals, so that
a score standing exactly on a threshold lands on the right side of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

CRITERIA = ("policy", "novelty", "impact", "effort")
FEEDBACK_CRITERIA = ("policy", "impact")
PROPOSAL, FEEDBACK = "proposal", "feedback"

Level = int | Fraction | None


def _exact(number) -> Fraction:
    return Fraction(str(number)) if isinstance(number, float) else Fraction(number)


class Band(StrEnum):
    """What the priority suggests. Nothing is ever decided by a band alone."""

    PRIORITY = "priority"
    LIST = "list"
    REWORK = "rework"
    UNLIKELY = "unlikely"

    @property
    def label(self):
        return _BAND_LABELS[self]


_BAND_LABELS = {
    Band.PRIORITY: _("Priority"),
    Band.LIST: _("To put on the agenda"),
    Band.REWORK: _("To rework or keep for later"),
    Band.UNLIKELY: _("Rather not"),
}
BAND_CHOICES = [(band.value, band.label) for band in Band]


@dataclass(frozen=True)
class Scores:
    """Levels given by one rater: whole numbers from 1 to 5, or None for "not applicable"."""

    policy: Level = None
    novelty: Level = None
    impact: Level = None
    effort: Level = None

    def __post_init__(self):
        for criterion in CRITERIA:
            level = getattr(self, criterion)
            if level is not None and not self._is_level(level):
                raise ValueError(
                    f"Invalid level {level!r} for {criterion}: expected a whole number from 1 to 5, "
                    "or None when the criterion does not apply."
                )

    @staticmethod
    def _is_level(level) -> bool:
        return isinstance(level, int) and not isinstance(level, bool) and 1 <= level <= 5

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(c for c in CRITERIA if getattr(self, c) is None)


class MeanScores(Scores):
    """Consensus of several raters: the same levels, as exact means between 1 and 5."""

    @staticmethod
    def _is_level(level) -> bool:
        return isinstance(level, int | Fraction) and not isinstance(level, bool) and 1 <= level <= 5


@dataclass(frozen=True)
class Weights:
    """Weights of the value V; each at least 0, together exactly 1."""

    policy: Decimal = Decimal("0.30")
    novelty: Decimal = Decimal("0.20")
    impact: Decimal = Decimal("0.50")

    def __post_init__(self):
        weights = [_exact(getattr(self, f.name)) for f in fields(self)]
        if min(weights) < 0 or sum(weights) != 1:
            raise ValueError("The weights must be at least 0 and add up to 1.")
        if not self.policy and not self.impact:
            raise ValueError("Policy and impact cannot both weigh nothing.")


@dataclass(frozen=True)
class Thresholds:
    """Lowest priority of the bands "priority", "list" and "rework", out of 100."""

    priority: Decimal = Decimal(70)
    list: Decimal = Decimal(55)
    rework: Decimal = Decimal(40)

    def __post_init__(self):
        if not 0 <= self.rework <= self.list <= self.priority <= 100:
            raise ValueError("The thresholds must go down from 100 to 0.")


# From this effort on the committee recommends, and the direction owes a dated answer.
_HEAVY_FROM = 4


def is_heavy(effort: int | None) -> bool:
    """Whether carrying it out is a project of the direction (effort L or XL)."""
    return effort is not None and effort >= _HEAVY_FROM


@dataclass(frozen=True)
class RubricValues:
    """The numbers of one version of the rubric."""

    weights: Weights = field(default_factory=Weights)
    lam: Decimal = Decimal("0.20")
    thresholds: Thresholds = field(default_factory=Thresholds)

    def __post_init__(self):
        if not 0 <= self.lam < 1:
            raise ValueError("The share of effort must be at least 0 and less than 1.")


DEFAULT_RUBRIC = RubricValues()


@dataclass(frozen=True)
class Score:
    """Result on 0–100, two decimals. `low` and `high` bound the priority (the value, for a feedback).

    `value`, `effort` or `priority` is None when nothing they rest on was rated.
    """

    value: Decimal | None
    effort: Decimal | None
    priority: Decimal | None
    low: Decimal
    high: Decimal
    missing: tuple[str, ...]


def rounded(number: Fraction | None, places: int = 2) -> Decimal | None:
    """`number` rounded once, half to even, with that many decimals; None stays None."""
    return None if number is None else Decimal(round(number * 10**places)).scaleb(-places)


def _utility(criterion: str, level: Level) -> Fraction:
    """Level on 0–1, 1 being always the better end."""
    share = Fraction(level - 1) / 4
    return 1 - share if criterion == "effort" else share


def effective_weights(rubric: RubricValues = DEFAULT_RUBRIC) -> dict[str, Fraction]:
    """Weight of each criterion in the priority P: .24, .16, .40 and .20 by default."""
    lam = _exact(rubric.lam)
    weights = {c: (1 - lam) * _exact(getattr(rubric.weights, c)) for c in ("policy", "novelty", "impact")}
    return weights | {"effort": lam}


def _weighted(scores: Scores, weights: dict[str, Fraction]):
    """(renormalised mean or None, lowest, highest) on 0–100 of the criteria in `weights`."""
    total = sum(weights.values())
    rated = {c: w for c, w in weights.items() if getattr(scores, c) is not None}
    known = sum(rated.values())
    points = sum((w * _utility(c, getattr(scores, c)) for c, w in rated.items()), Fraction(0))
    low, high = 100 * points / total, 100 * (points + total - known) / total
    return (100 * points / known if known else None), low, high


def score_proposal(scores: Scores, rubric: RubricValues = DEFAULT_RUBRIC) -> Score:
    """Value, effort index and priority of a proposal, whatever else is in the list."""
    weights = effective_weights(rubric)
    priority, low, high = _weighted(scores, weights)
    value = _weighted(scores, {c: w for c, w in weights.items() if c != "effort"})[0]
    effort = None if scores.effort is None else 100 * (1 - _utility("effort", scores.effort))
    return Score(rounded(value), rounded(effort), rounded(priority), rounded(low), rounded(high), scores.missing)


def score_feedback(scores: Scores, rubric: RubricValues = DEFAULT_RUBRIC) -> Score:
    """V_f of a feedback, from policy and impact only; no effort, no priority."""
    weights = {c: _exact(getattr(rubric.weights, c)) for c in FEEDBACK_CRITERIA}
    value, low, high = _weighted(scores, weights)
    missing = tuple(c for c in FEEDBACK_CRITERIA if c in scores.missing)
    return Score(rounded(value), None, None, rounded(low), rounded(high), missing)


def standard_error(
    rubric: RubricValues = DEFAULT_RUBRIC, raters: int = 1, sd: Decimal | float = Decimal("0.7")
) -> Decimal:
    """SE(P) = 25 sd sqrt(sum of squared weights) / sqrt(raters), in points of P, three decimals.

    `sd` is the spread of one rater around the true level, in levels.
    """
    if raters < 1:
        raise ValueError("A standard error needs at least one rater.")
    squares = sum(w * w for w in effective_weights(rubric).values()) / raters
    root = (Decimal(squares.numerator) / Decimal(squares.denominator)).sqrt()
    return (25 * Decimal(str(sd)) * root).quantize(Decimal("0.001"))


def band(priority: Decimal, thresholds: Thresholds = DEFAULT_RUBRIC.thresholds) -> Band:
    """Band of a priority; a score exactly on a threshold belongs to the better band."""
    if priority >= thresholds.priority:
        return Band.PRIORITY
    if priority >= thresholds.list:
        return Band.LIST
    return Band.REWORK if priority >= thresholds.rework else Band.UNLIKELY


def grey_zone(priority: Decimal, se: Decimal, threshold: Decimal = DEFAULT_RUBRIC.thresholds.list) -> bool:
    """True when the priority is too close to the agenda threshold (55) to be read as above or below."""
    return abs(priority - threshold) < se


def quick_win_suggested(scores: Scores) -> bool:
    """Effort at most 2, impact and policy at least 3. Flags, owner and due date are checked elsewhere."""
    if None in (scores.effort, scores.impact, scores.policy):
        return False
    return scores.effort <= 2 and scores.impact >= 3 and scores.policy >= 3


def big_project(scores: Scores, rubric: RubricValues = DEFAULT_RUBRIC) -> bool:
    """Effort at least 4 for a value of at least 60: a one-page file is needed before scheduling."""
    value = score_proposal(scores, rubric).value
    return scores.effort is not None and scores.effort >= 4 and value is not None and value >= 60


def order_key(score: Score, scores: Scores, submitted_at: datetime) -> tuple:
    """Sort key, best first: priority (value for a feedback), then impact, lower effort, older."""
    main = score.value if score.priority is None else score.priority
    effort = 6 if scores.effort is None else scores.effort
    return (-main if main is not None else 1, -(scores.impact or 0), effort, submitted_at)


def disagreements(ratings: Sequence[Scores]) -> tuple[str, ...]:
    """Criteria on which two raters are at least two levels apart: to be talked over, then re-rated."""
    apart = []
    for criterion in CRITERIA:
        levels = [getattr(r, criterion) for r in ratings if getattr(r, criterion) is not None]
        if levels and max(levels) - min(levels) >= 2:
            apart.append(criterion)
    return tuple(apart)


def consensus(ratings: Sequence[Scores]) -> MeanScores:
    """Mean of each criterion over the raters who gave a level. Raises ValueError without a rating."""
    if not ratings:
        raise ValueError("A consensus needs at least one rating.")
    means = {}
    for criterion in CRITERIA:
        levels = [getattr(r, criterion) for r in ratings if getattr(r, criterion) is not None]
        means[criterion] = Fraction(sum(levels)) / len(levels) if levels else None
    return MeanScores(**means)
