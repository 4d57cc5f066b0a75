"""Limits, rules and phases, against worked examples and against a slow reading of each rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkour.indicators.claims import Assurance, Direction, assurance_of
from parkour.indicators.control_charts import Limits, Rule, limits_of, may_rebase, phases_of, signals_in

SPIKE = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
CSAT = [82, 79, 85, 81, 80, 84, 78, 83, 82, 80, 81, 84]
UNIT = Limits(mean=0.0, mean_range=3 / 2.66, points=12)  # limits at -3 and 3: a sigma is 1
numbers = st.lists(st.integers(-4, 4), min_size=1, max_size=24)


def test_limits_without_and_with_the_screen_of_wide_ranges():
    plain, screened = limits_of(SPIKE, screened=False), limits_of(SPIKE)
    assert (plain.mean, plain.mean_range) == pytest.approx((1.9444, 1.8824), abs=1e-4)
    assert (plain.lower, plain.upper) == pytest.approx((-3.0626, 6.9515), abs=1e-4)
    assert (screened.mean_range, screened.lower, screened.upper) == pytest.approx((1.0, -0.7156, 4.6044), abs=1e-4)


def test_limits_of_a_satisfaction_series():
    limits = limits_of(CSAT)
    assert (limits.mean, limits.mean_range) == pytest.approx((81.583, 3.273), abs=1e-3)
    assert (limits.lower, limits.upper) == pytest.approx((72.878, 90.289), abs=1e-3)
    assert not limits.provisional and limits_of(CSAT[:11]).provisional


def test_a_series_that_never_moves_has_no_width_and_whatever_differs_is_beyond():
    limits = limits_of([5.0] * 12)
    assert limits.lower == limits.upper == 5
    assert signals_in([5.0] * 20, limits) == []
    assert [signal.rule for signal in signals_in([5.0, 6.0], limits)] == [Rule.BEYOND]


@pytest.mark.parametrize("share", [100 * 1 / 9, 100 * 2 / 9, 100 * 3 / 11, 100 * 1 / 1000])
def test_a_series_that_never_moves_is_not_told_as_moving_because_its_mean_was_rounded(share):
    limits = limits_of([share] * 12)
    assert limits.mean != share, "the case is there"
    for series in ([share] * 20, [limits.mean] * 20):
        assert signals_in(series, limits) == []
    assert assurance_of(limits, share, Direction.UP) == assurance_of(limits, share, Direction.DOWN) == Assurance.ALWAYS


def test_one_point_gives_no_limits():
    with pytest.raises(ValueError, match="two points"):
        limits_of([3.0])
    assert phases_of([3.0])[0].limits is None and phases_of([]) == []


@given(numbers)
def test_each_rule_holds_exactly_where_its_slow_reading_says(values):
    found = signals_in(values, UNIT)
    covered = {
        (one.rule, one.side, place) for one in found if one.rule in LONG for place in range(one.first, one.last + 1)
    }
    ends = {(one.rule, one.side, one.last) for one in found if one.rule not in LONG}
    assert covered == {row for row in slow(values) if row[0] in LONG}
    assert ends == {row for row in slow(values) if row[0] not in LONG}


LONG = {Rule.RUN, Rule.TREND}


def slow(values):
    """Every window of every rule, looked at one by one."""
    for side in (1, -1):
        turned = [side * value for value in values]
        for at, value in enumerate(turned):
            if value > 3:
                yield Rule.BEYOND, side, at
            if value > 2 and any(one > 2 for one in turned[max(at - 2, 0) : at]):
                yield Rule.NEAR_LIMIT, side, at
        for at in range(len(turned) - 6):
            window = turned[at : at + 7]
            if min(window) > 0:
                yield from ((Rule.RUN, side, at + step) for step in range(7))
            if all(window[step] < window[step + 1] for step in range(6)):
                yield from ((Rule.TREND, side, at + step) for step in range(7))


@given(numbers)
def test_a_series_upside_down_gives_the_same_signals_on_the_other_side(values):
    turned = signals_in([-value for value in values], UNIT)
    assert {(one.rule, -one.side, one.first, one.last) for one in turned} == {
        (one.rule, one.side, one.first, one.last) for one in signals_in(values, UNIT)
    }


def test_the_baseline_is_locked_whatever_comes_after_its_twelfth_point():
    assert phases_of(CSAT + [95] * 9)[0].limits == limits_of(CSAT)


def test_a_rebase_begins_a_phase_with_its_own_baseline_and_signals_keep_their_places():
    first, second = phases_of(CSAT + [value + 20 for value in CSAT] + [140], [12])
    assert (first.stop, second.start, second.stop) == (12, 12, 25)
    assert second.limits.mean == pytest.approx(first.limits.mean + 20)
    assert (Rule.BEYOND, 24) in {(one.rule, one.last) for one in second.signals}
    assert first.signals == ()


@pytest.mark.parametrize("index", [0, 12, -1])
def test_a_chart_is_not_rebased_outside_its_points(index):
    with pytest.raises(ValueError, match="rebased"):
        phases_of(CSAT, [index])


def test_a_change_allows_a_rebase_only_with_a_run_after_it_and_a_whole_baseline():
    limits = limits_of(CSAT)
    assert may_rebase(CSAT + [84] * 7, limits, 12)
    assert not may_rebase(CSAT + [84] * 6, limits, 12)
    assert not may_rebase(CSAT + [84] * 7, limits_of(CSAT[:8]), 12)
