"""Which choices can still be part of a plan worth as much as the best one. Pure arithmetic on whole numbers.

Every rule of the form "these take at most so much" may be given a price. At those prices no plan is worth more than
all capacities at their price, and for each bundle what it brings beyond the prices it pays, if anything. A choice that
misses the best value even so belongs to no best plan. True for any prices; those of a linear program leave least.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SCALE = 1 << 20  # of prices, to keep them whole


@dataclass(frozen=True)
class Rule:
    """At most `limit` in all; `weights` says how much each choice takes."""

    weights: Mapping[tuple[int, str], int]
    limit: int


def possible(
    values: Mapping[tuple[int, str], int],
    rules: Sequence[Rule],
    prices: Sequence[float],
    *,
    best: int,
    musts: frozenset[int] = frozenset(),
) -> tuple[set[tuple[int, str]], set[int]]:
    """Choices that a plan worth `best` may hold, and bundles that every such plan holds. Choices are (bundle, block).

    `prices`: one per rule, of one unit of it; negative ones count as nothing. `musts` are held by every plan.
    """
    whole = [max(0, round(price * SCALE)) for price in prices]
    beyond = {choice: value * SCALE for choice, value in values.items()}
    for rule, price in zip(rules, whole, strict=True):
        if price:
            for choice, weight in rule.weights.items():
                beyond[choice] -= price * weight
    brings: dict[int, int] = {}
    for (bundle, _block), points in beyond.items():
        floor = points if bundle in musts else 0
        brings[bundle] = max(brings.get(bundle, floor), points)
    most = sum(price * rule.limit for rule, price in zip(rules, whole, strict=True)) + sum(brings.values())
    least = best * SCALE
    kept = {choice for choice, points in beyond.items() if most - brings[choice[0]] + points >= least}
    return kept, {bundle for bundle, points in brings.items() if most - points < least}
