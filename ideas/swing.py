"""Weights from swing points: pure arithmetic. Source: programme rules §6.2.

Every criterion is imagined at its worst. The one that one would raise first to its best gets 100 points, the others
their worth beside it, from 0 to 100. The share of each in the priority is its share of all points; effort counts too.
"""

from fractions import Fraction

from ideas.scoring import CRITERIA, RubricValues, Thresholds, Weights, effective_weights, rounded

MOST_POINTS = 100
PLACES = 3  # of a weight, as the database keeps it


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
    lam = rounded(Fraction(points["effort"], total), PLACES)
    of_value = total - points["effort"]
    if not points["policy"] and not points["impact"]:
        raise ValueError("Policy and impact cannot both weigh nothing.")
    novelty = rounded(Fraction(points["novelty"], of_value), PLACES)
    impact = min(rounded(Fraction(points["impact"], of_value), PLACES), 1 - novelty)
    return RubricValues(Weights(1 - novelty - impact, novelty, impact), lam, thresholds)
