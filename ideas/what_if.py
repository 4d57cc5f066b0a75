"""What other weights would change: which proposals pass a threshold, and which way. Pure; nothing is saved.

The portfolio and the page of the weights both ask here, so that the same weights say the same on both.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache

from ideas.scoring import Band, MeanScores, RubricValues, Thresholds, Weights, band, score_proposal

# The best first: a band that stands further on is a lower one.
BANDS = list(Band)
ON_AGENDA = (Band.PRIORITY, Band.LIST)
FINEST = 60  # raters share a level: its denominator is their number at most


@dataclass(frozen=True)
class Assessed:
    """One proposal: its key, the mean levels of its raters, and the priority that is kept of them."""

    key: int
    levels: tuple[float | None, ...]
    priority: float


@dataclass(frozen=True)
class Crossing:
    """One proposal that would stand in another band."""

    key: int
    before: Band
    after: Band

    @property
    def rises(self) -> bool:
        return BANDS.index(self.after) < BANDS.index(self.before)

    @property
    def enters_agenda(self) -> bool:
        """It would be put on the agenda, and was not."""
        return self.after in ON_AGENDA and self.before not in ON_AGENDA

    @property
    def leaves_agenda(self) -> bool:
        return self.before in ON_AGENDA and self.after not in ON_AGENDA


def mean_scores(levels: Iterable[float | None]) -> MeanScores:
    """The kept means as the fractions that they were: policy, novelty, impact, effort."""
    return MeanScores(*(None if level is None else Fraction(level).limit_denominator(FINEST) for level in levels))


def rubric_of(policy: int, novelty: int, impact: int, effort: int, thresholds: Thresholds) -> RubricValues:
    """The grid with these weights, in hundredths: of the value, which make 100, and the share of the effort.

    Raises ValueError with weights that no grid may have.
    """
    weights = Weights(*(Decimal(part) / 100 for part in (policy, novelty, impact)))
    return RubricValues(weights, Decimal(effort) / 100, thresholds)


def crossings(proposals: Iterable[Assessed], rubric: RubricValues) -> list[Crossing]:
    """Those that `rubric` would put into another band than the one they stand in, in the order in which they come.

    Each is looked at by itself: what else is in the list changes nothing.
    """

    @cache
    def would_be(levels) -> Band:
        return band(score_proposal(mean_scores(levels), rubric).priority, rubric.thresholds)

    seen = ((one.key, band(one.priority, rubric.thresholds), would_be(one.levels)) for one in proposals)
    return [Crossing(key, before, after) for key, before, after in seen if before is not after]
