from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parkour.organisation.working_days import (
    REGIONS,
    add_working_days,
    closed_days,
    is_public_holiday,
    is_working_day,
    is_working_day_in,
    promise_deadline,
    public_holidays,
)

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        (date(2026, 5, 22), 3, date(2026, 5, 28)),  # Whit Monday in between
        (date(2026, 12, 24), 3, date(2026, 12, 30)),  # Christmas, then a week-end
        (date(2026, 5, 7), 5, date(2026, 5, 18)),  # 8 May and Ascension Day
    ],
)
def test_golden_working_days_of_france(start, n, expected):
    assert add_working_days(start, n) == expected


def test_good_friday_and_boxing_day_count_only_in_alsace_moselle():
    assert add_working_days(date(2026, 4, 2), 1) == date(2026, 4, 3)
    for region in ("FR-57", "FR-67", "FR-68"):
        assert add_working_days(date(2026, 4, 2), 1, region=region) == date(2026, 4, 7)
        assert add_working_days(date(2024, 12, 24), 1, region=region) == date(2024, 12, 27)
    assert add_working_days(date(2024, 12, 24), 1) == date(2024, 12, 26)


def test_zero_days_gives_the_same_day_even_on_a_sunday():
    assert add_working_days(date(2026, 5, 24), 0) == date(2026, 5, 24)


def test_a_negative_number_of_days_is_refused():
    with pytest.raises(ValueError, match="cannot be negative"):
        add_working_days(date(2026, 5, 22), -1)


def test_an_unknown_region_is_named_in_the_refusal():
    with pytest.raises(ValueError, match="'FR-99'"):
        add_working_days(date(2026, 5, 22), 1, region="FR-99")


def test_closures_are_not_working_days():
    closures = closed_days([(date(2026, 8, 10), date(2026, 8, 14))])
    assert len(closures) == 5
    assert add_working_days(date(2026, 8, 7), 1, closures=closures) == date(2026, 8, 17)
    assert add_working_days(date(2026, 8, 7), 1, closures=sorted(closures)) == date(2026, 8, 17)


def test_a_closure_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="before it starts"):
        closed_days([(date(2026, 8, 14), date(2026, 8, 10))])


def test_a_working_day_is_a_week_day_outside_holidays_and_closures():
    friday = date(2026, 6, 5)
    assert is_working_day(friday)
    assert not is_working_day(friday, holidays={friday})
    assert not is_working_day(friday, closures=[friday])
    assert not is_working_day(date(2026, 6, 6))
    assert not is_working_day(date(2026, 6, 7))


def test_a_day_is_worked_in_all_regions_or_not_at_all():
    good_friday = date(2026, 4, 3)
    assert is_working_day_in(good_friday, ["FR"])
    assert not is_working_day_in(good_friday, ["FR", "FR-67"])


def test_a_holiday_table_is_built_once_per_region_and_year():
    assert public_holidays("FR", 2026) is public_holidays("FR", 2026)
    assert is_public_holiday(date(2026, 7, 14))


@pytest.mark.parametrize(
    ("submitted", "expected"),
    [
        # plain week: Monday → Thursday
        (datetime(2026, 6, 1, 9, tzinfo=PARIS), datetime(2026, 6, 4, 18, tzinfo=PARIS)),
        # after hours counts like the rest of the day
        (datetime(2026, 6, 1, 22, tzinfo=PARIS), datetime(2026, 6, 4, 18, tzinfo=PARIS)),
        # on a Saturday: Monday, Tuesday, Wednesday
        (datetime(2026, 6, 6, 10, tzinfo=PARIS), datetime(2026, 6, 10, 18, tzinfo=PARIS)),
        # on a public holiday (Tuesday 14 July): Wednesday, Thursday, Friday
        (datetime(2026, 7, 14, 10, tzinfo=PARIS), datetime(2026, 7, 17, 18, tzinfo=PARIS)),
        # over New Year: Thursday 31 December, then Monday, Tuesday
        (datetime(2026, 12, 30, 10, tzinfo=PARIS), datetime(2027, 1, 5, 18, tzinfo=PARIS)),
    ],
)
def test_the_promise_is_the_third_working_day_at_18_local(submitted, expected):
    assert promise_deadline(submitted, tz=PARIS, region="FR") == expected


def test_the_promise_stays_at_18_local_when_the_clock_changes():
    spring = promise_deadline(datetime(2026, 3, 27, 9, tzinfo=PARIS), tz="Europe/Paris", region="FR")
    assert spring == datetime(2026, 4, 1, 16, tzinfo=UTC)  # summer time since Sunday 29 March
    assert (spring.hour, spring.minute) == (18, 0)
    autumn = promise_deadline(datetime(2026, 10, 23, 9, tzinfo=PARIS), tz="Europe/Paris", region="FR")
    assert autumn == datetime(2026, 10, 28, 17, tzinfo=UTC)  # winter time since Sunday 25 October


def test_the_day_of_submission_is_read_on_the_site_clock():
    late = datetime(2026, 6, 1, 22, 30, tzinfo=UTC)  # already Tuesday in Paris, still Monday in Martinique
    assert promise_deadline(late, tz=PARIS, region="FR").date() == date(2026, 6, 5)
    martinique = promise_deadline(late, tz="America/Martinique", region="FR")
    assert martinique == datetime(2026, 6, 4, 22, tzinfo=UTC)


def test_the_promise_skips_closures_and_the_local_holidays():
    thursday = datetime(2026, 4, 2, 9, tzinfo=PARIS)
    assert promise_deadline(thursday, tz=PARIS, region="FR").date() == date(2026, 4, 8)
    assert promise_deadline(thursday, tz=PARIS, region="FR-57").date() == date(2026, 4, 9)
    closed = [date(2026, 4, 7)]
    assert promise_deadline(thursday, tz=PARIS, region="FR-57", closures=closed).date() == date(2026, 4, 10)


def test_a_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        promise_deadline(datetime(2026, 6, 1, 9), tz=PARIS, region="FR")


@settings(deadline=None)
@given(
    st.dates(date(2020, 1, 1), date(2040, 12, 31)),
    st.integers(0, 12),
    st.integers(0, 12),
    st.sampled_from(REGIONS),
)
def test_working_days_add_up_and_land_on_a_working_day(day, a, b, region):
    middle = add_working_days(day, a, region=region)
    assert add_working_days(middle, b, region=region) == add_working_days(day, a + b, region=region)
    if a:
        assert middle > day
        assert is_working_day_in(middle, [region])
