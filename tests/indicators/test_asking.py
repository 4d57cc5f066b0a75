"""Who is asked when, from the day they were hired."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkour.indicators.asking import may_be_asked, may_be_reminded, moment_due

HIRED = date(2026, 1, 12)


@pytest.mark.parametrize(
    ("days", "stage"),
    [(0, None), (1, "day_1"), (7, "day_1"), (8, None), (30, "day_30"), (36, "day_30"), (37, None), (90, "day_90")],
)
def test_a_moment_is_due_for_a_week(days, stage):
    due = moment_due(HIRED, HIRED + timedelta(days=days))
    assert (due and due.stage) == stage


def test_the_anniversary_comes_every_year_and_on_the_28th_for_those_of_the_29th():
    assert moment_due(HIRED, date(2029, 1, 14)).on == date(2029, 1, 12)
    assert moment_due(date(2024, 2, 29), date(2027, 3, 1)).on == date(2027, 2, 28)
    assert moment_due(date(2025, 12, 30), date(2027, 1, 2)).on == date(2026, 12, 30)


def test_whoever_has_left_is_not_asked():
    assert moment_due(HIRED, HIRED + timedelta(days=30), left_on=HIRED + timedelta(days=30)) is None


@given(st.lists(st.integers(0, 400), max_size=60))
def test_nobody_is_asked_twice_in_thirty_days(days):
    asked = []
    for day in sorted(date(2026, 1, 1) + timedelta(days=one) for one in days):
        if may_be_asked(asked[-1] if asked else None, day):
            asked.append(day)
    assert all(after - before >= timedelta(days=30) for before, after in zip(asked, asked[1:], strict=False))


def test_one_reminder_at_most_and_none_after_an_answer_or_on_the_last_day():
    last = date(2026, 2, 10)
    assert may_be_reminded(0, answered=False, closes_on=last, today=last - timedelta(days=1))
    assert not may_be_reminded(1, answered=False, closes_on=last, today=last - timedelta(days=1))
    assert not may_be_reminded(0, answered=True, closes_on=last, today=last - timedelta(days=1))
    assert not may_be_reminded(0, answered=False, closes_on=last, today=last)
