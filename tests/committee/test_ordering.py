"""The order of a block: moving one point, putting some back."""

import random
from itertools import combinations

import pytest

from committee.ordering import beside, moved, restored, stepped, woven


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


def test_what_is_fixed_keeps_its_rank_among_those_that_wait():
    assert woven({1: "budget"}, ["a", "b", "c"]) == ["a", "budget", "b", "c"]
    assert woven({2: "last", 4: "end"}, ["a"]) == ["a", "last", "end"]
    assert woven({}, []) == []


def test_as_few_points_have_moved_as_explain_the_new_order():
    assert moved([1, 2, 3], [3, 1, 2]) == {3}
    assert moved([1, 2, 3, 4], [9, 1, 3, 4]) == frozenset()
    dice = random.Random(11)
    for _case in range(200):
        before, after = dice.sample(range(8), dice.randint(1, 6)), dice.sample(range(8), dice.randint(1, 6))
        common, there = [key for key in after if key in before], [key for key in before if key in after]

        def explained(few, common=common, there=there):
            return [key for key in common if key not in few] == [key for key in there if key not in few]

        found = moved(before, after)
        assert explained(found)
        assert not found or not any(explained(few) for few in combinations(common, len(found) - 1))
