"""Hours of the local clock around the two Sundays on which the clocks change."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parkour.core.local_time import moments, offset_of

PARIS = ZoneInfo("Europe/Paris")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def test_an_hour_that_the_spring_skips_has_no_moment():
    assert moments(SPRING, time(2, 30), PARIS) == ()
    assert len(moments(SPRING, time(3), PARIS)) == len(moments(SPRING, time(1, 59), PARIS)) == 1


def test_an_hour_that_the_autumn_repeats_has_two_moments_in_order():
    first, second = moments(AUTUMN, time(2, 30), PARIS)
    assert [offset_of(first), offset_of(second)] == ["+02:00", "+01:00"]
    assert (second.astimezone(UTC) - first.astimezone(UTC)).total_seconds() == 3600


@pytest.mark.parametrize(("day", "at"), [(date(1, 1, 1), time(0)), (date(9999, 12, 31), time(23, 59))])
def test_the_ends_of_the_calendar_break_nothing(day, at):
    assert len(moments(day, at, PARIS)) == 1


@given(
    st.dates(date(1990, 1, 1), date(2037, 12, 31)),
    st.times().map(lambda t: t.replace(microsecond=0, fold=0)),
    st.sampled_from(["Europe/Paris", "Indian/Reunion", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia"]),
)
def test_every_moment_found_shows_the_hour_typed_and_no_other_does(day, at, name):
    zone = ZoneInfo(name)
    found = moments(day, at, zone)
    typed = datetime.combine(day, at)
    assert [moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) for moment in found] == [typed] * len(found)
    assert len({moment.astimezone(UTC) for moment in found}) == len(found)
