"""The order of a block: moving one point, putting some back."""

import random

import pytest

from committee.ordering import beside, restored, stepped


def test_a_point_steps_over_its_neighbour_and_stays_at_the_edge():
    assert stepped([1, 2, 3], 2, "up") == [2, 1, 3]
    assert stepped([1, 2, 3], 2, "down") == [1, 3, 2]
    assert stepped([1, 2, 3], 1, "up") == stepped([1, 2, 3], 3, "down") == [1, 2, 3]


def test_a_point_goes_beside_another_from_its_block_or_elsewhere():
    assert beside([1, 2, 3], 3, "before", 1) == [3, 1, 2]
    assert beside([1, 2, 3], 1, "after", 2) == [2, 1, 3]
    assert beside([1, 2], 9, "after", 2) == [1, 2, 9]
    assert beside([1, 2], 1, "before", 1) == [1, 2]
    with pytest.raises(ValueError, match="7"):
        beside([1, 2], 1, "after", 7)


def test_points_are_put_back_among_those_that_are_still_there():
    assert restored([2, 3, 1], [1, 2, 3], {1}) == [1, 2, 3]
    assert restored([3, 4], [1, 2, 3], {2}) == [2, 3, 4]
    assert restored([1, 5, 3], [1, 2, 3], {2}) == [1, 2, 5, 3]
    assert restored([1, 9, 2], [1, 2], {9}) == [1, 2]


def test_putting_back_what_one_gesture_did_gives_the_order_of_before():
    dice = random.Random(7)
    for _case in range(300):
        before = dice.sample(range(20), dice.randint(1, 8))
        key = dice.choice(before)
        after = dice.choice([stepped(before, key, dice.choice(["up", "down"])), [k for k in before if k != key]])
        assert restored(after, before, {key}) == before
