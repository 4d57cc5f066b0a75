"""The rule of the calendar and the days it gives, without a database."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from committee.calendar import good_days, session_start
from committee.recurrence import HOUSE, WEEKS, Rule, read_rrule
from committee.series import Held, Said, slots
from parkour.organisation.school_holidays import in_school_holidays
from parkour.organisation.working_days import is_public_holiday

REGIONS = ("FR", "FR-57")
RULES = st.builds(
    Rule,
    every=st.integers(1, 12),
    week=st.sampled_from(WEEKS),
    weekday=st.integers(0, 4),
    month=st.none() | st.integers(1, 12),
    month_week=st.sampled_from(WEEKS),
    first=st.dates(date(2024, 1, 1), date(2030, 12, 31)),
)


def days_of(rule, after, until, **kwargs):
    found = slots(after, until, rule=rule, regions=REGIONS, **kwargs)
    return [slot.day for slot in found if slot.day]


def test_the_series_of_the_house_in_2026_and_2027():
    assert days_of(HOUSE, date(2025, 12, 31), date(2027, 12, 31)) == [
        date(2026, 1, 15),
        date(2026, 3, 19),
        date(2026, 5, 21),
        date(2026, 7, 2),
        date(2026, 9, 17),
        date(2026, 11, 19),
        date(2027, 1, 21),
        date(2027, 3, 18),
        date(2027, 5, 20),
        date(2027, 7, 1),
        date(2027, 9, 16),
        date(2027, 11, 18),
    ]


@pytest.mark.parametrize("start", [date(2026, 8, 31), date(2026, 12, 31), date(2027, 1, 29)])
def test_every_two_months_from_the_end_of_a_month_never_slips(start):
    months = [(d.year * 12 + d.month) for d in Rule(first=start, week=-1, month=None).dates(2026, 2030)]
    assert {b - a for a, b in pairwise(months)} == {2}


@settings(deadline=None, max_examples=60)
@given(RULES)
def test_the_rule_gives_one_day_each_so_many_months_on_its_weekday_and_never_before_its_start(rule):
    days = list(rule.dates(2024, 2036))
    months = [d.year * 12 + d.month for d in days]
    assert {b - a for a, b in pairwise(months)} <= {rule.every}
    assert {d.weekday() for d in days} <= {rule.weekday}
    assert min(days, default=rule.first) >= rule.first


@settings(deadline=None, max_examples=60)
@given(RULES)
def test_without_its_other_month_the_rule_is_what_its_rrule_says(rule):
    bare = Rule(every=rule.every, week=rule.week, weekday=rule.weekday, month=None, first=rule.first.replace(day=1))
    said = rrulestr(bare.rrule, dtstart=datetime.combine(bare.first, bare.starts_at))
    assert list(bare.dates(2024, 2032)) == [d.date() for d in said.between(datetime(2024, 1, 1), datetime(2033, 1, 1))]
    assert read_rrule(rule.rrule) == (rule.every, rule.week, rule.weekday)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FREQ=MONTHLY",
        "FREQ=WEEKLY;BYDAY=TH",
        "FREQ=MONTHLY;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYDAY=+5TH",
        "FREQ=MONTHLY;BYDAY=-2TH",
        "FREQ=MONTHLY;BYDAY=+3SU",
        "FREQ=MONTHLY;INTERVAL=0;BYDAY=+3TH",
        "FREQ=MONTHLY;INTERVAL=13;BYDAY=+3TH",
        "FREQ=MONTHLY;BYDAY=+3TH;COUNT=3",
        "FREQ=MONTHLY;BYDAY=+3TH;BYDAY=+1TH",
        "FREQ=MONTHLY;INTERVAL=²;BYDAY=+3TH",
        "DTSTART:20260101",
    ],
)
def test_what_is_no_rule_here_is_refused(text):
    with pytest.raises(ValueError, match=r"rule such as|Every 1"):
        read_rrule(text)


@settings(deadline=None, max_examples=80)
@given(RULES, st.sampled_from(["Europe/Paris", "Indian/Reunion", "America/Montreal", "Pacific/Auckland"]))
def test_the_local_hour_is_the_same_in_summer_and_winter(rule, zone):
    starts = [session_start(day, zone, rule.starts_at).astimezone(UTC) for day in rule.dates(2026, 2029)]
    assert {start.astimezone(ZoneInfo(zone)).time() for start in starts} <= {rule.starts_at}


@settings(deadline=None, max_examples=40)
@given(RULES, st.dates(date(2024, 1, 1), date(2028, 1, 1)))
def test_no_session_of_a_series_is_on_a_public_holiday_twice_on_a_day_or_too_near_another(rule, after):
    days = days_of(rule, after, after + timedelta(days=1500))
    assert [d for d in days if any(is_public_holiday(d, region) for region in REGIONS)] == []
    assert [(a, b) for a, b in pairwise(days) if (b - a).days < rule.least_gap] == []


def test_a_day_of_the_rule_that_has_a_session_gets_no_second_one_wherever_it_was_moved():
    after, until = date(2025, 12, 31), date(2026, 6, 30)
    moved = Held(date(2026, 2, 5), wanted=date(2026, 1, 15))
    assert days_of(HOUSE, after, until, held=[moved]) == [date(2026, 3, 19), date(2026, 5, 21)]
    cancelled = Held(date(2026, 1, 15), wanted=date(2026, 1, 15), alive=False)
    assert days_of(HOUSE, after, until, held=[cancelled]) == [date(2026, 3, 19), date(2026, 5, 21)]
    by_hand = Held(date(2026, 1, 28))
    assert days_of(HOUSE, after, until, held=[by_hand]) == [date(2026, 3, 19), date(2026, 5, 21)]


def test_an_exception_skips_a_day_or_moves_it_and_nothing_else():
    after, until = date(2025, 12, 31), date(2026, 6, 30)
    skipped = days_of(HOUSE, after, until, exceptions={date(2026, 3, 19): None})
    assert skipped == [date(2026, 1, 15), date(2026, 5, 21)]
    found = slots(after, until, rule=HOUSE, regions=REGIONS, exceptions={date(2026, 3, 19): date(2026, 3, 24)})
    assert [(slot.day, slot.said) for slot in found][1] == (date(2026, 3, 24), Said.CHOSEN)


def test_days_that_suit_are_ranked_quiet_first_then_thursdays_then_near():
    days = good_days(date(2026, 5, 14), date(2026, 1, 1))  # Ascension day
    assert days[:2] == [date(2026, 5, 7), date(2026, 5, 21)]
    assert date(2026, 5, 14) not in days and {d.weekday() for d in days} <= {1, 2, 3}


def test_school_holidays_of_all_zones_are_known_for_some_years_and_never_guessed():
    assert in_school_holidays(date(2026, 10, 22)) and not in_school_holidays(date(2026, 11, 5))
    assert in_school_holidays(date(2027, 10, 26)) and not in_school_holidays(date(2027, 7, 20))  # the summer is apart
    assert not in_school_holidays(date(2031, 12, 25))


def test_ten_years_of_a_calendar_take_less_than_a_second_of_work():
    begun = process_time()
    assert len(days_of(HOUSE, date(2025, 12, 31), date(2035, 12, 31))) == 60
    assert process_time() - begun < 1
