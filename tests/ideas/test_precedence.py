"""Which action waits for which: circles are found, done and given up end the waiting."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ideas.enums import State
from ideas.precedence import circle, comes_too_late, waits

SPRING, SUMMER = date(2027, 4, 1), date(2027, 7, 1)
pairs_of = st.lists(st.tuples(st.integers(1, 7), st.integers(1, 7)), max_size=12)


def closes(pairs, first, then):
    """The same question answered by brute force: is `first` among all that come after `then`?"""
    reached = {then}
    for _ in range(len(pairs) + 1):
        reached |= {two for one, two in pairs if one in reached}
    return first in reached


@pytest.mark.parametrize(
    ("pairs", "found"),
    [
        ([], []),
        ([(1, 3), (3, 4)], []),
        ([(2, 1)], [1, 2, 1]),
        ([(2, 3), (3, 1)], [1, 2, 3, 1]),
        ([(2, 3), (3, 4), (4, 1), (2, 5), (5, 1)], [1, 2, 5, 1]),
    ],
)
def test_the_shortest_circle_is_named(pairs, found):
    assert circle(pairs, 1, 2) == found


def test_an_action_before_itself_is_a_circle():
    assert circle([], 1, 1) == [1, 1]


@given(pairs=pairs_of, first=st.integers(1, 7), then=st.integers(1, 7))
def test_a_circle_is_found_exactly_where_there_is_one_and_each_of_its_steps_is_a_pair(pairs, first, then):
    found = circle(pairs, first, then)
    assert bool(found) == closes(pairs, first, then)
    steps = list(zip(found, found[1:], strict=False))
    assert set(steps) <= {*pairs, (first, then)}


def test_an_action_waits_until_what_it_needs_is_done_and_for_what_is_given_up():
    ended = {state for state in State if not waits(state)}
    assert ended == {State.IMPLEMENTED, State.VERIFIED, State.CLOSED}


@pytest.mark.parametrize(
    ("first_due", "state", "late"),
    [
        (SUMMER, State.IN_PROGRESS, True),
        (SPRING, State.IN_PROGRESS, False),
        (SUMMER, State.IMPLEMENTED, False),
        (SUMMER, State.ABANDONED, False),
    ],
)
def test_what_is_needed_first_comes_too_late_after_the_date_of_what_needs_it(first_due, state, late):
    assert comes_too_late(first_due, SPRING, state) == late
