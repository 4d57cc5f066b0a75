"""The balance of attentions and the levels of the map, by hand."""

import pytest

from parkour.journeys.balance import Balance, balance_of, level_of
from parkour.journeys.poster import columns_for


def test_each_contribution_is_counted_on_one_side_or_on_both():
    counts = [(True, False, 5), (False, True, 3), (True, True, 2)]
    assert balance_of(counts, 14) == Balance(employees=5, customers=3, both=2, unplaced=4)


def test_what_serves_no_side_is_not_placed():
    assert balance_of([(False, False, 3), (True, False, 1)], 4) == Balance(employees=1, unplaced=3)


def test_nothing_placed_has_no_share_and_divides_by_nothing():
    assert balance_of([], 0) == Balance()
    assert Balance(unplaced=7).share(0) == 0


def test_shares_are_of_what_is_placed():
    shared = Balance(employees=2, customers=1, both=1, unplaced=100)
    assert [shared.share(number) for number in (2, 1, 1)] == [50, 25, 25]


@pytest.mark.parametrize(
    ("count", "most", "level"), [(0, 0, 0), (0, 9, 0), (1, 100, 1), (25, 100, 1), (26, 100, 2), (51, 100, 3), (9, 9, 4)]
)
def test_a_level_is_a_quarter_of_the_fullest_cell_rounded_up(count, most, level):
    assert level_of(count, most) == level


@pytest.mark.parametrize(("stages", "columns"), [(2, 2), (4, 4), (5, 3), (6, 3), (8, 4), (9, 3), (12, 4)])
def test_the_lines_of_the_poster_are_as_full_as_each_other(stages, columns):
    assert columns_for(stages) == columns
