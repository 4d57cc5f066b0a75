"""The sums of a secret vote: what they hold, how they are written, and who comes first."""

import pytest

from committee.ballots import Sums, as_text, from_text, no_ballot_yet, ranked, shuffled


def test_a_ballot_is_added_to_the_sums_and_a_blank_one_counts_as_a_ballot():
    sums = no_ballot_yet([3, 1, 2])
    for ballot in ([1, 3], [3], []):
        sums.add(ballot)
    assert sums == Sums(3, {1: 1, 2: 0, 3: 2})
    assert (sums.of(3), sums.of(9)) == (2, 0)
    with pytest.raises(KeyError):
        sums.add([9])


def test_the_order_of_ballots_is_nowhere_in_the_sums():
    one, other = no_ballot_yet([1, 2]), no_ballot_yet([1, 2])
    for sums, ballots in ((one, ([1], [2], [1, 2])), (other, ([1, 2], [1], [2]))):
        for ballot in ballots:
            sums.add(ballot)
    assert as_text(one) == as_text(other)


def test_the_text_is_read_back_and_as_long_with_few_votes_as_with_many():
    few, many = no_ballot_yet(range(1, 30)), Sums(9000, dict.fromkeys(range(1, 30), 8999))
    assert from_text(as_text(many)) == many
    assert len(as_text(few)) == len(as_text(many))
    with pytest.raises(ValueError):
        from_text("nothing")


def test_equal_votes_stay_in_the_order_of_the_lots():
    votes = {"a": 2, "b": 5, "c": 2, "d": 5}
    assert ranked(["c", "d", "a", "b"], votes.get) == ["d", "b", "c", "a"]


def test_the_order_on_a_ballot_is_the_same_for_one_voter_and_another_one_for_others():
    numbers = range(1, 9)
    orders = {tuple(shuffled(numbers, voter)) for voter in range(40)}
    assert len(orders) > 30
    assert {order[0] for order in orders} == set(numbers)
    assert shuffled(numbers, 7) == shuffled(reversed(numbers), 7)
