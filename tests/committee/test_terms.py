"""The days of mandates."""

from datetime import date, timedelta

import pytest

from committee.terms import most_at_once, overlap, reminder_due

FIRST = date(2026, 3, 2)


def day(offset):
    return FIRST + timedelta(days=offset)


def test_a_mandate_that_ends_on_the_first_day_of_another_does_not_hold_with_it():
    assert not overlap((day(0), day(5)), (day(5), None))
    assert overlap((day(0), day(6)), (day(5), None))
    assert overlap((day(0), None), (day(900), None))


@pytest.mark.parametrize(
    ("terms", "most"),
    [
        ([], 0),
        ([(0, None)], 1),
        ([(0, 5), (5, 10)], 1),
        ([(0, 6), (5, 10)], 2),
        ([(-20, 3), (2, 4), (3, 9), (8, None)], 2),
        ([(-9, 0), (10, 20)], 0),  # neither holds within
    ],
)
def test_the_most_that_hold_on_one_day_of_a_time(terms, most):
    dated = [(day(first), None if last is None else day(last)) for first, last in terms]
    assert most_at_once(dated, (day(0), day(10))) == most


@pytest.mark.parametrize(
    ("lasts", "left", "due"),
    [
        (365, 91, None),
        (365, 90, 90),
        (365, 31, 90),
        (365, 30, 30),
        (365, 1, 30),
        (365, 0, None),  # over
        (90, 90, None),  # as long as the reminder: its holder has just been told
        (91, 90, 90),
        (60, 45, None),
        (60, 30, 30),
        (20, 10, None),
    ],
)
def test_the_reminder_that_holds_so_many_days_before_the_end(lasts, left, due):
    assert reminder_due(day(0), day(lasts), day(lasts - left)) == due


def test_a_mandate_without_an_end_is_not_reminded():
    assert reminder_due(day(0), None, day(3000)) is None
