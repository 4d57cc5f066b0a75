"""What a vote is found to be, from what its voters were told and what is kept."""

import pytest

from tests.load.verdict import deadline_faults, faults, secret_faults

FAIR = {"told": {1: "yes", 2: "no", 3: None}, "kept": [(1, "yes"), (2, "no")], "marked": [1, 2]}
COUNTED = {"yes": 1, "no": 1}


def test_a_vote_in_which_all_that_was_acknowledged_is_kept_once_and_counted_is_fair():
    assert faults(**FAIR, counted=COUNTED) == {}


@pytest.mark.parametrize(
    ("what", "found"),
    [
        ({"told": {1: "yes", 2: "no", 3: "yes"}}, {"lost": 1}),
        ({"told": {1: "yes", 2: "yes", 3: None}}, {"lost": 1}),
        ({"told": {1: "yes", 2: None, 3: None}}, {"unasked": 1}),
        ({"marked": [1]}, {"half": 1}),
        ({"marked": [1, 2, 3]}, {"half": 1}),
        ({"counted": {"yes": 1}}, {"late": 1}),
        ({"kept": [(1, "yes"), (1, "yes"), (2, "no")], "counted": {"yes": 2, "no": 1}}, {"double": 1}),
    ],
)
def test_each_fault_has_its_name(what, found):
    assert faults(**(FAIR | {"counted": COUNTED} | what)) == found


@pytest.mark.parametrize(
    ("what", "found"),
    [
        ({}, {}),
        ({"ballots": 3}, {"double": 1}),
        ({"ballots": 1}, {"half": 1}),
        ({"marked": [1]}, {"lost": 1, "double": 1}),
        ({"marked": [1, 2, 3], "ballots": 3}, {"unasked": 1}),
        ({"counted": {"yes": 2}}, {"miscounted": 2}),
    ],
)
def test_so_has_each_fault_of_a_secret_vote(what, found):
    fair = {"told": FAIR["told"], "ballots": 2, "marked": [1, 2], "counted": COUNTED}
    assert secret_faults(**(fair | what)) == found


@pytest.mark.parametrize(
    ("told", "kept", "counted", "found"),
    [
        ({1: None, 2: None}, 0, 0, {}),
        ({1: "yes", 2: None}, 1, 1, {"late": 1, "acknowledged": 1}),
        ({1: None, 2: None}, 0, 1, {"late": 1}),
        ({1: "yes", 2: None}, 0, 0, {"acknowledged": 1}),
    ],
)
def test_so_has_each_fault_of_a_vote_that_is_over(told, kept, counted, found):
    assert deadline_faults(told, kept, counted) == found
