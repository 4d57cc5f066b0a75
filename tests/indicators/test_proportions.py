"""Intervals against published examples and against the equations they solve."""

from math import comb, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkour.indicators.proportions import (
    Interval,
    Z,
    ces_mean,
    ces_share,
    csat,
    detectable_rise,
    enps,
    enps_error,
    newcombe,
    wilson,
)

counts = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_a_rise_is_told_as_shown_only_when_the_tenths_that_are_read_show_it():
    hardly, clearly = Interval(0.05, 0.0004, 0.0996), Interval(0.05, 0.003, 0.09)
    assert hardly.excludes_zero and not hardly.in_points().excludes_zero
    assert clearly.in_points().low == 0.3 and clearly.in_points().excludes_zero
    assert Interval(-0.0001, -0.1, 0.1).in_points().value == 0


@pytest.mark.parametrize(
    ("good", "answers", "low", "high"),
    [(26, 30, 0.7032, 0.9469), (7, 8, 0.5291, 0.9776), (0, 12, 0, 0.2425), (340, 400, 0.8117, 0.8817)],
)
def test_wilson(good, answers, low, high):
    interval = wilson(good, answers)
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=6e-5)


@given(counts)
def test_the_ends_of_wilson_are_the_shares_that_the_score_test_just_keeps(given_counts):
    good, answers = given_counts
    interval = wilson(good, answers)
    assert 0 <= interval.low <= good / answers <= interval.high <= 1
    for end in (interval.low, interval.high):
        if 1e-9 < end < 1 - 1e-9:
            assert abs(good / answers - end) == pytest.approx(Z * sqrt(end * (1 - end) / answers), rel=1e-6)


@pytest.mark.parametrize(
    ("before", "after", "low", "high"),
    [((24, 30), (27, 30), -0.0882, 0.2850), ((240, 300), (270, 300), 0.0430, 0.1569)],
)
def test_newcombe(before, after, low, high):
    interval = newcombe(*before, *after)
    assert interval.value == pytest.approx(0.1)
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=6e-5)
    assert interval.excludes_zero == (low > 0)


@given(counts, counts)
def test_a_fall_is_the_rise_seen_from_the_other_wave(first, second):
    rise, fall = newcombe(*first, *second), newcombe(*second, *first)
    assert (rise.low, rise.value, rise.high) == pytest.approx((-fall.high, -fall.value, -fall.low))
    assert -1 <= rise.low <= rise.value <= rise.high <= 1


@pytest.mark.parametrize(("answers", "rise"), [(60, 0.165), (200, 0.10), (400, 0.075)])
def test_what_a_planned_wave_can_show(answers, rise):
    assert detectable_rise(0.8, answers) == pytest.approx(rise)


def test_exact_counting_confirms_the_power_of_a_planned_wave():
    """Every pair of results of two waves of 60, weighed by its probability; the approximation is near."""

    def chances(share):
        return [comb(60, k) * share**k * (1 - share) ** (60 - k) for k in range(61)]

    def shows(a, b):
        pooled = (a + b) / 120
        return 0 < pooled < 1 and abs(b - a) / 60 > Z * sqrt(pooled * (1 - pooled) / 30)

    before, after = chances(0.8), chances(0.965)
    power = sum(before[a] * after[b] for a in range(61) for b in range(61) if shows(a, b))
    assert 0.77 <= power <= 0.87


def test_a_wave_too_small_to_show_anything_says_so():
    assert detectable_rise(0.95, 10) is None
    assert detectable_rise(1.0, 1_000) is None


def test_the_error_of_the_recommendation_score():
    assert enps_error(0.35, 0.25, 30) == pytest.approx(14.024, abs=1e-3)


@given(st.lists(st.integers(0, 10), min_size=1, max_size=60))
def test_the_recommendation_error_is_that_of_answers_counted_as_one_nought_and_minus_one(answers):
    worth = [(one >= 9) - (one <= 6) for one in answers]
    mean = sum(worth) / len(worth)
    variance = sum((one - mean) ** 2 for one in worth) / len(worth)
    score = enps(answers)
    assert score.value == pytest.approx(100 * mean)
    shares = sum(one >= 9 for one in answers) / len(answers), sum(one <= 6 for one in answers) / len(answers)
    assert enps_error(*shares, len(answers)) == pytest.approx(100 * sqrt(variance / len(worth)), abs=1e-6)
    assert -100 <= score.low <= score.value <= score.high <= 100


def test_satisfaction_and_effort_keep_the_numbers_behind_the_rate():
    score = csat([5, 4, 3, 1])
    assert (score.value, score.good, score.answers) == (0.5, 2, 4)
    assert ces_share([7, 5, 4, 1, 1]).good == 2
    assert ces_mean([7, 5, 4, 1, 1]) == pytest.approx(3.6)


@pytest.mark.parametrize(
    ("score", "answers"), [(csat, []), (csat, [0]), (ces_share, [8]), (ces_mean, []), (enps, [11])]
)
def test_answers_outside_the_scale_are_refused(score, answers):
    with pytest.raises(ValueError, match="answers from"):
        score(answers)


@pytest.mark.parametrize("counted", [(1, 0), (-1, 5), (6, 5)])
def test_impossible_counts_are_refused(counted):
    with pytest.raises(ValueError, match="answer"):
        wilson(*counted)
