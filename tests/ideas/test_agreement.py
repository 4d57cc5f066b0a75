"""How much raters agree: the golden vectors, an independent alpha, and what may be said of an interval. No database."""

from itertools import permutations
from math import isclose, sqrt
from random import Random

import pytest

from ideas.agreement import (
    DEFAULT_SD,
    INTERVAL,
    ORDINAL,
    Agreement,
    Finding,
    agreement_on,
    alpha,
    interval,
    rated_twice,
    rater_spread,
    severity_of,
)

THREE = [[1, 2, 3, 3, 2, 4, 4, 1, 2, 5], [1, 2, 3, 4, 2, 4, 5, 2, 2, 5], [None, 3, 3, 3, 2, 4, None, 1, 2, 4]]
TWO = [[1, 2, 3, 4, 5, 3], [1, 2, 4, 4, 5, 1]]


def units(raters):
    return list(zip(*raters, strict=True))


def brute_alpha(rated, metric):
    """The definition, pair by pair: mean disagreement inside units against that of any two levels of the table."""
    rated = [[level for level in unit if level is not None] for unit in rated]
    rated = [unit for unit in rated if len(unit) > 1]
    every = [level for unit in rated for level in unit]

    def far(one, other):
        if metric == INTERVAL:
            return (one - other) ** 2
        low, high = sorted((one, other))
        between = sum(low <= level <= high for level in every)
        return (between - (every.count(low) + every.count(high)) / 2) ** 2

    inside = sum(sum(far(*pair) for pair in permutations(unit, 2)) / (len(unit) - 1) for unit in rated) / len(every)
    chance = sum(far(*pair) for pair in permutations(every, 2)) / (len(every) * (len(every) - 1))
    return 1 - inside / chance


def test_alpha_is_that_of_the_golden_vectors():
    assert round(alpha(units(THREE)), 6) == 0.902174
    assert round(alpha(units(THREE), INTERVAL), 6) == 0.885496
    assert round(alpha(units(TWO)), 6) == 0.823333


@pytest.mark.parametrize("metric", [ORDINAL, INTERVAL])
def test_alpha_equals_its_definition_on_tables_of_every_shape(metric):
    chance = Random(11)
    for _table in range(60):
        raters = chance.randint(2, 5)
        table = [
            [chance.choice([None, 1, 2, 3, 4, 5, 5]) for _rater in range(raters)]
            for _idea in range(chance.randint(3, 15))
        ]
        if len({level for unit in rated_twice(table) for level in unit}) > 1:
            assert isclose(alpha(table, metric), brute_alpha(table, metric), abs_tol=1e-9)


def test_raters_who_always_agree_have_an_alpha_of_one_and_their_order_says_nothing():
    assert alpha([(1, 1), (3, 3), (5, 5)]) == 1
    assert alpha([(1, 2), (4, 5), (3, 3)]) == alpha([(5, 4), (3, 3), (2, 1)])


@pytest.mark.parametrize("table", [[], [(3, None)], [(None, None), (4,)], [(3, 3), (3, 3)]])
def test_without_two_different_levels_to_compare_there_is_no_alpha(table):
    assert alpha(table) is None
    assert agreement_on(table).finding == Finding.NOT_ENOUGH


def pairs(number, slips, seed=3):
    """Pairs of levels, the second a level off once in `slips` times."""
    chance, made = Random(seed), []
    for _pair in range(number):
        level = chance.randint(1, 5)
        slip = chance.choice([-1, 1]) if chance.random() * slips < 1 else 0
        made.append((level, min(5, max(1, level + slip))))
    return made


def test_the_interval_holds_alpha_and_is_the_same_for_the_same_table():
    found = agreement_on(pairs(60, 3))
    assert found.low < found.alpha < found.high
    assert agreement_on(pairs(60, 3)) == found
    more = agreement_on(pairs(360, 3))
    assert more.high - more.low < found.high - found.low


def test_there_is_no_interval_below_ten_contributions():
    assert interval([(1, 2)] * 9, lambda drawn: 1.0) is None
    assert (agreement_on(pairs(9, 3)).low, agreement_on(pairs(9, 3)).n) == (None, 9)


@pytest.mark.parametrize(
    ("low", "high", "n", "finding"),
    [
        (0.70, 0.90, 30, Finding.SUFFICIENT),
        (0.10, 0.60, 30, Finding.ANCHORS),
        (0.60, 0.90, 300, Finding.NOT_ENOUGH),
        (0.667, 0.90, 30, Finding.NOT_ENOUGH),
        (0.70, 0.90, 29, Finding.NOT_ENOUGH),
        (None, None, 30, Finding.NOT_ENOUGH),
    ],
)
def test_something_is_said_only_when_the_whole_interval_is_on_one_side(low, high, n, finding):
    assert Agreement(0.7, low, high, n, DEFAULT_SD, 0).finding == finding


def test_the_spread_of_one_rater_is_measured_from_thirty_pairs_on():
    gaps = [(3, 3)] * 20 + [(2, 3)] * 8 + [(1, 4)]
    assert rater_spread(gaps) == DEFAULT_SD
    assert rater_spread([*gaps, (5, 5)]) == sqrt((8 + 9) / 60)


def test_gaps_of_two_levels_or_more_are_counted():
    assert agreement_on([(1, 3), (2, 3), (5, 1, 2), (4, 4), (2, None)]).apart == 2


def test_a_rater_who_always_gives_more_is_generous_and_the_other_severe():
    rows = [(idea, rater, level) for idea in range(20) for rater, level in (("Ada", 4), ("Léo", 3))]
    found = severity_of(rows)
    assert (found["Ada"].mean, found["Ada"].tendency, found["Ada"].n) == (0.5, 1, 20)
    assert (found["Léo"].mean, found["Léo"].tendency) == (-0.5, -1)


def test_severity_says_nothing_of_few_levels_nor_of_an_interval_that_holds_zero():
    few = severity_of([(idea, rater, level) for idea in range(9) for rater, level in (("Ada", 4), ("Léo", 3))])
    assert (few["Ada"].low, few["Ada"].tendency) == (None, 0)
    even = [(idea, rater, 3 + (idea + turn) % 2) for idea in range(20) for turn, rater in enumerate(("Ada", "Léo"))]
    assert severity_of(even)["Ada"].tendency == 0
    assert severity_of([(1, "Ada", 4), (2, "Léo", 3), (2, "Ada", None)]) == {}
