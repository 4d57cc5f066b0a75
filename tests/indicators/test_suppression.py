"""Nobody can be found in a table that is shown, not even by somebody who knows the rule."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkour.indicators.suppression import FEWEST, shown_of

tables = st.lists(st.integers(0, 30), min_size=1, max_size=8)


@given(tables)
def test_no_cell_under_five_is_shown(counts):
    hidden = shown_of(counts).hidden
    assert all(counts[place] >= FEWEST for place in range(len(counts)) if place not in hidden)


@given(tables)
def test_what_is_shown_leaves_never_one_cell_nor_fewer_than_five_people(counts):
    shown = shown_of(counts)
    if shown.total and shown.hidden:
        left = sum(counts) - sum(count for place, count in enumerate(counts) if place not in shown.hidden)
        assert len(shown.hidden) > 1
        assert left == sum(counts[place] for place in shown.hidden) >= FEWEST
    if shown.total:
        assert sum(counts) >= FEWEST


@given(tables, st.randoms(use_true_random=False))
def test_a_group_is_shown_or_hidden_for_its_size_alone(counts, chance):
    order = list(range(len(counts)))
    chance.shuffle(order)
    there, elsewhere = shown_of(counts), shown_of([counts[place] for place in order])
    assert {order[place] for place in elsewhere.hidden} == there.hidden
    assert elsewhere.total == there.total


@pytest.mark.parametrize("groups", [1, 2, 3])
def test_somebody_who_knows_the_rule_finds_no_hidden_cell(groups):
    """Tables up to 14 in a cell, put together by what is published of them: a hidden cell is not the same in all."""
    published = defaultdict(list)
    for counts in product(range(15), repeat=groups):
        shown = shown_of(counts)
        seen = tuple(None if place in shown.hidden else count for place, count in enumerate(counts))
        published[seen, sum(counts) if shown.total else None].append(counts)
    for (seen, _total), possible in published.items():
        for place in (place for place, count in enumerate(seen) if count is None):
            assert len({counts[place] for counts in possible}) > 1, (seen, possible)


@pytest.mark.parametrize(
    ("counts", "hidden", "total"),
    [
        ((12, 9, 7), set(), True),
        ((12, 9, 3), {1, 2}, True),
        ((3, 2, 20), {0, 1}, True),
        ((1, 2, 20), {0, 1, 2}, True),
        ((3,), {0}, False),
        ((5, 4, 4), {0, 1, 2}, True),
        ((9, 9, 3), {0, 1, 2}, True),
        ((1, 1), {0, 1}, False),
        ((), set(), False),
    ],
)
def test_the_next_smallest_is_hidden_with_a_cell_that_could_be_deduced(counts, hidden, total):
    shown = shown_of(counts)
    assert (shown.hidden, shown.total) == (hidden, total)


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="nobody"):
        shown_of([5, -1])
