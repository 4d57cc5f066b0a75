from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from parkour.organisation.working_days import WorkCalendar, working_day_before

PARIS = ZoneInfo("Europe/Paris")


def local(*parts):
    return datetime(*parts, tzinfo=PARIS)


def test_the_working_day_before_a_monday_is_a_friday_and_holidays_are_passed_over():
    assert working_day_before(date(2026, 11, 16)) == date(2026, 11, 13)
    assert working_day_before(date(2026, 11, 12)) == date(2026, 11, 10)  # 11 November
    assert working_day_before(date(2026, 12, 28), region="FR-67") == date(2026, 12, 24)
    assert working_day_before(date(2026, 11, 13), closures={date(2026, 11, 12)}) == date(2026, 11, 10)


@pytest.mark.parametrize(
    ("moment", "end"),
    [
        (local(2026, 11, 27, 9), local(2026, 11, 27, 18)),  # a Friday
        (local(2026, 11, 27, 18), local(2026, 11, 30, 18)),
        (local(2026, 11, 28, 9), local(2026, 11, 30, 18)),
        (local(2026, 11, 11, 9), local(2026, 11, 12, 18)),
        (datetime(2026, 11, 27, 17, 30, tzinfo=UTC), local(2026, 11, 30, 18)),  # half past six here
    ],
)
def test_the_end_of_the_working_day_is_today_while_it_lasts_else_the_next(moment, end):
    assert WorkCalendar(PARIS).end_of_day(moment, 18) == end


def test_a_calendar_counts_in_its_own_time_zone():
    island = WorkCalendar(ZoneInfo("Indian/Reunion"))
    assert island.day_of(datetime(2026, 11, 27, 21, tzinfo=UTC)) == date(2026, 11, 28)
    assert island.at(date(2026, 11, 27), time(18)) == datetime(2026, 11, 27, 14, tzinfo=UTC)
