from datetime import date

import pytest

from parkour.dashboard.working_time import WorkedDays

SPRING = date(2026, 3, 1), date(2026, 4, 30)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2026, 3, 19), date(2026, 3, 19), 0),  # the same Thursday
        (date(2026, 3, 19), date(2026, 3, 20), 1),
        (date(2026, 3, 19), date(2026, 3, 23), 2),  # over a week-end
        (date(2026, 3, 20), date(2026, 3, 22), 0),  # Friday to Sunday
        (date(2026, 4, 3), date(2026, 4, 7), 1),  # over Easter Monday
        (date(2026, 3, 23), date(2026, 3, 19), 0),  # never less than none
    ],
)
def test_working_days_are_counted_after_the_first_day(start, end, days):
    assert WorkedDays(*SPRING).between(start, end) == days


def test_good_friday_is_a_holiday_in_alsace_and_nowhere_else():
    ends = date(2026, 4, 2), date(2026, 4, 7)
    assert WorkedDays(*SPRING).between(*ends) == 2
    assert WorkedDays(*SPRING, region="FR-67").between(*ends) == 1


def test_a_closed_day_is_not_worked():
    closed = WorkedDays(*SPRING, closures={date(2026, 3, 23)})
    assert closed.between(date(2026, 3, 19), date(2026, 3, 24)) == 2
