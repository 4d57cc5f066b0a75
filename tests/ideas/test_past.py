"""What the past proposes, and whether it may: golden cases by hand, properties, silence. No database."""

from math import isclose, log1p
from random import Random
from statistics import fmean, median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ideas.past import (
    ENOUGH,
    NEAREST,
    Past,
    Reliability,
    Target,
    is_better,
    length_line,
    nearest,
    proposed_kind,
    proposed_points,
    reliability,
)
from ideas.scoring import FEEDBACK, PROPOSAL


def past(key, points=50.0, kind=PROPOSAL, length=100):
    return Past(key, points, kind, length)


def two_families(size, *, spread=0.0, length=lambda _key: 100):
    """Half of the contributions were given 20, half 80, and each is like four others of its own half."""
    chance = Random(5)
    rows = [
        past(key, 20.0 + 60 * (key % 2) + spread * chance.uniform(-1, 1), length=length(key)) for key in range(size)
    ]
    alike = {key: [((key + 2 * step) % size, 0.5) for step in (1, 2, 3, 4)] for key in range(size)}
    return rows, alike


# --- What is proposed ----------------------------------------------------------------------------------


def test_the_most_alike_weigh_most():
    # (0.6 × 80 + 0.2 × 40 + 0.2 × 20) / 1.0
    near = [(0.2, past(1, 40.0)), (0.6, past(2, 80.0)), (0.2, past(3, 20.0))]
    assert isclose(proposed_points(near), 60.0)


def test_only_the_five_closest_speak():
    near = [(0.5, past(key, 30.0)) for key in range(NEAREST)] + [(0.4, past(99, 100.0))]
    assert isclose(proposed_points(near), 30.0)
    assert [row.key for _alike, row in nearest(near)] == [0, 1, 2, 3, 4]


def test_fewer_than_three_that_were_assessed_propose_nothing():
    near = [(0.5, past(1, 30.0)), (0.4, past(2, 40.0)), (0.3, past(3, None, FEEDBACK))]
    assert proposed_points(near) is None
    assert proposed_points([]) is None


def test_the_kind_is_that_of_most_by_likeness():
    near = [(0.9, past(1, kind=FEEDBACK)), (0.3, past(2)), (0.3, past(3))]
    assert proposed_kind(near) == FEEDBACK
    assert proposed_kind(near[1:]) is None
    assert proposed_kind([(0.6, past(1, kind=FEEDBACK)), (0.3, past(2)), (0.3, past(3))]) is None


@given(
    st.lists(
        st.tuples(
            st.floats(0, 1),
            st.floats(0, 100) | st.none(),
            st.sampled_from([PROPOSAL, FEEDBACK]),
        ),
        max_size=12,
    ),
    st.randoms(use_true_random=False),
)
def test_a_proposal_is_between_what_was_given_and_the_order_of_the_rows_changes_nothing(found, chance):
    near = [(alike, past(key, points, kind)) for key, (alike, points, kind) in enumerate(found)]
    said, kind = proposed_points(near), proposed_kind(near)
    if said is not None:
        given_points = [row.points for _alike, row in nearest(near) if row.points is not None]
        assert 0 <= said <= 100
        assert min(given_points) - 1e-9 <= said <= max(given_points) + 1e-9
    mixed = list(near)
    chance.shuffle(mixed)
    assert (proposed_points(mixed), proposed_kind(mixed)) == (said, kind)


# --- Whether it may be proposed ------------------------------------------------------------------------


def test_errors_are_means_of_distances_in_points():
    # Each is proposed the mean of its three neighbours; the middle of 10, 20, 30, 100 is 25.
    rows = [past(1, 10.0), past(2, 20.0), past(3, 30.0), past(4, 100.0)]
    alike = {1: [(2, 0.5), (3, 0.5), (4, 0.5)], 4: [(1, 0.5), (2, 0.5), (3, 0.5)]}
    found = reliability(rows, alike, Target.PRIORITY)
    assert found.n == 2
    assert isclose(found.error, fmean([50 - 10, 100 - 20]))
    assert isclose(found.middle, fmean([25 - 10, 100 - 25]))
    assert isclose(found.length, fmean([40 - 10, 100 - 40]))  # all of one length: the line is their mean
    assert (found.over_middle, found.is_better) == (None, False)


def test_wrong_kinds_are_counted_in_a_hundred():
    rows = [past(key, None, FEEDBACK if key < 4 else PROPOSAL, 10 if key < 4 else 1000) for key in range(8)]
    alike = {key: [((key + step) % 4 + 4 * (key > 3), 0.5) for step in (1, 2, 3)] for key in range(8)}
    found = reliability(rows, alike, Target.KIND)
    assert (found.n, found.error, found.middle, found.length) == (8, 0.0, 50.0, 0.0)


def test_neighbours_that_know_more_than_both_guesses_may_propose():
    found = reliability(*two_families(60, spread=3.0), Target.PRIORITY)
    assert found.n == 60
    assert found.error < 5 < 25 < min(found.middle, found.length)
    assert found.over_middle[1] < 0
    assert found.over_length[1] < 0
    assert found.is_better


def test_what_the_length_alone_tells_is_not_proposed():
    """The neighbours are as good as before; the length knows it as well."""
    found = reliability(*two_families(60, length=lambda key: 40 + 960 * (key % 2)), Target.PRIORITY)
    assert found.error < found.middle
    assert isclose(found.length, 0.0, abs_tol=1e-9)
    assert not found.is_better


def test_fewer_than_thirty_propose_nothing_however_well_they_know():
    few = reliability(*two_families(ENOUGH - 2), Target.PRIORITY)
    assert (few.error, few.over_middle[1] < 0, few.over_length[1] < 0) == (0.0, True, True)
    assert (few.n, few.is_better) == (28, False)


@pytest.mark.parametrize(
    ("middle", "length", "better"),
    [((-5, -1), (-5, -1), True), ((-5, 0), (-5, -1), False), ((-5, -1), (-5, 2), False), (None, (-5, -1), False)],
)
def test_both_intervals_lie_below_zero_throughout(middle, length, better):
    assert is_better(ENOUGH, middle, length) is better
    assert Reliability(ENOUGH, 1.0, 2.0, 3.0, middle, length).is_better is better


def test_neighbours_drawn_by_chance_propose_nothing():
    chance = Random(11)
    rows = [past(key, chance.uniform(0, 100), length=chance.randrange(20, 900)) for key in range(200)]
    alike = {key: [(other, chance.random()) for other in chance.sample(range(200), 9)] for key in range(200)}
    assert not reliability(rows, alike, Target.PRIORITY).is_better


def test_nothing_decided_measures_nothing():
    assert reliability([], {}, Target.PRIORITY) == Reliability(0)
    assert reliability([past(1), past(2, None)], {1: [(2, 0.5)]}, Target.PRIORITY) == Reliability(0)


def test_nobody_speaks_of_itself():
    rows = [past(key, 10.0 * key) for key in range(4)]
    alike = {0: [(0, 1.0), (1, 0.5), (2, 0.5), (3, 0.5), (77, 0.9)]}
    assert isclose(reliability(rows, alike, Target.PRIORITY).error, 20.0)


def test_the_line_of_the_lengths_is_that_of_least_squares():
    rows = [past(1, 10.0, length=9), past(2, 30.0, length=99), past(3, 50.0, length=999)]
    line = length_line(rows, lambda row: row.points)
    assert [round(line(row.length), 6) for row in rows] == [10.0, 30.0, 50.0]
    assert isclose(line(9999), 10 + 20 * (log1p(9999) - log1p(9)) / log1p(9) * log1p(9) / (log1p(99) - log1p(9)))


def slow_reliability(rows, alike):
    """The errors of the definition, written apart: nothing shared, nothing sorted."""
    points, errors = {row.key: row.points for row in rows}, []
    middle = median(points.values())
    for row in rows:
        near = sorted(alike.get(row.key, []), key=lambda pair: (-pair[1], pair[0]))[:5]
        if len(near) > 2:
            said = sum(points[key] * score for key, score in near) / sum(score for _key, score in near)
            errors.append((abs(said - row.points), abs(middle - row.points)))
    return errors and [fmean(column) for column in zip(*errors, strict=True)]


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(1, 40))
def test_errors_are_those_of_the_definition_and_the_order_of_the_rows_changes_nothing(seed, size):
    chance = Random(seed)
    rows = [past(key, chance.uniform(0, 100), length=chance.randrange(1, 500)) for key in range(size)]
    others = {key: [other for other in range(size) if other != key] for key in range(size)}
    alike = {
        key: [(other, chance.uniform(0.01, 1)) for other in chance.sample(keys, min(len(keys), 7))]
        for key, keys in others.items()
    }
    found = reliability(rows, alike, Target.PRIORITY)
    slow = slow_reliability(rows, alike)
    assert (found.n == 0) == (not slow)
    if slow:
        assert isclose(found.error, slow[0], abs_tol=1e-8)
        assert isclose(found.middle, slow[1], abs_tol=1e-8)
    chance.shuffle(rows)
    for pairs in alike.values():
        chance.shuffle(pairs)
    assert reliability(rows, alike, Target.PRIORITY) == found


@settings(max_examples=30)
@given(st.floats(0, 100), st.integers(30, 60), st.integers(0, 10**6))
def test_a_history_in_which_all_got_the_same_is_silent(points, size, seed):
    chance = Random(seed)
    rows = [past(key, points, length=chance.randrange(1, 500)) for key in range(size)]
    alike = {key: [(other, chance.uniform(0.01, 1)) for other in range(size) if other != key] for key in range(size)}
    assert not reliability(rows, alike, Target.PRIORITY).is_better
    assert not reliability(rows, alike, Target.KIND).is_better
