"""Weights from swing points: pure arithmetic. Source: programme rules §6.2.

Every criterion is imagined at its worst. The one that one would raise first to its best gets 100 points, the others
their worth beside it, from 0 to 100. The share of each in the priority is its share of all points; effort counts too.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ideas.scoring import (
    CRITERIA,
    Band,
    RubricValues,
    Scores,
    Thresholds,
    Weights,
    band,
    effective_weights,
    score_proposal,
)

MOST_POINTS = 100
_PLACES = Decimal("0.001")


def points_of(values: RubricValues) -> dict[str, int]:
    """The points that give about these weights: where somebody starts who changes them."""
    shares = effective_weights(values)
    most = max(shares.values())
    return {criterion: round(MOST_POINTS * shares[criterion] / most) for criterion in CRITERIA}


def values_from(points: dict[str, int], thresholds: Thresholds) -> RubricValues:
    """The numbers of a rubric from swing points, to three decimals.

    ValueError unless one criterion has 100 points, none more or less than 0, and one of policy and impact some.
    """
    given = [points[criterion] for criterion in CRITERIA]
    if max(given) != MOST_POINTS or min(given) < 0:
        raise ValueError("One criterion gets 100 points, the others from 0 to 100.")
    total = sum(given)
    lam = _rounded(Fraction(points["effort"], total))
    of_value = total - points["effort"]
    if not points["policy"] and not points["impact"]:
        raise ValueError("Policy and impact cannot both weigh nothing.")
    novelty = _rounded(Fraction(points["novelty"], of_value))
    impact = min(_rounded(Fraction(points["impact"], of_value)), 1 - novelty)
    return RubricValues(Weights(1 - novelty - impact, novelty, impact), lam, thresholds)


def _rounded(share: Fraction) -> Decimal:
    return (Decimal(share.numerator) / Decimal(share.denominator)).quantize(_PLACES)


@dataclass(frozen=True)
class Crossing:
    """The bands of one proposal by two sets of numbers, which differ."""

    before: Band
    after: Band

    @property
    def enters_agenda(self) -> bool:
        """It would be put on the agenda, and was not."""
        return self.after in ON_AGENDA and self.before not in ON_AGENDA

    @property
    def leaves_agenda(self) -> bool:
        return self.before in ON_AGENDA and self.after not in ON_AGENDA


ON_AGENDA = (Band.PRIORITY, Band.LIST)


def crossing(scores: Scores, before: RubricValues, after: RubricValues) -> Crossing | None:
    """How the band of `scores` changes; None when it stays, or nothing was rated."""
    priorities = [score_proposal(scores, values).priority for values in (before, after)]
    if None in priorities:
        return None
    bands = [band(priority, values.thresholds) for priority, values in zip(priorities, (before, after), strict=True)]
    return Crossing(*bands) if bands[0] != bands[1] else None
