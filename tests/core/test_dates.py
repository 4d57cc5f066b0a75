from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone, translation

from parkour.core import clock
from parkour.core.dates import dated, due_tone, human_date, human_datetime, human_due, human_time

NOON = datetime(2026, 3, 17, 11, 0, tzinfo=UTC)  # 12:00 in Paris
NB = "\N{NO-BREAK SPACE}"


@pytest.fixture(autouse=True)
def _tuesday_noon_in_paris():
    with clock.at(NOON), timezone.override("Europe/Paris"):
        yield


@pytest.fixture
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def _french():
    with translation.override("fr"):
        yield


@pytest.mark.usefixtures("_french")
def test_a_french_date_names_the_day_and_says_first():
    assert human_date(date(2026, 3, 19)) == "jeudi 19 mars"
    assert human_date(date(2026, 5, 1)) == "vendredi 1er mai"


@pytest.mark.usefixtures("_english")
def test_the_year_is_said_when_it_is_another_one():
    assert human_date(date(2026, 3, 19)) == "Thursday 19 March"
    assert human_date(date(2027, 3, 19)) == "Friday 19 March 2027"


@pytest.mark.usefixtures("_french")
def test_what_is_kept_for_years_says_its_year_without_the_day_of_the_week():
    assert (dated(date(2026, 10, 1)), dated(date(2026, 3, 19))) == ("1er octobre 2026", "19 mars 2026")
    with translation.override("en"):
        assert dated(date(2026, 10, 1)) == "1 October 2026"


@pytest.mark.usefixtures("_french")
def test_french_hours_have_an_unbreakable_h_and_no_useless_zeros():
    assert human_time(datetime(2026, 3, 19, 13, 30, tzinfo=UTC)) == f"14{NB}h{NB}30"
    assert human_time(datetime(2026, 3, 19, 17, 0, tzinfo=UTC)) == f"18{NB}h"


@pytest.mark.usefixtures("_english")
@pytest.mark.parametrize(
    ("hour", "minute", "text"), [(23, 0, "12 am"), (11, 5, "12:05 pm"), (13, 30, "2:30 pm"), (8, 0, "9 am")]
)
def test_english_hours_are_on_twelve(hour, minute, text):
    day = 18 if hour == 23 else 19
    assert human_time(datetime(2026, 3, day, hour, minute, tzinfo=UTC)) == text.replace(" ", NB)


@pytest.mark.usefixtures("_english")
def test_a_moment_is_said_in_the_zone_of_the_reader():
    assert human_datetime(datetime(2026, 3, 18, 23, 30, tzinfo=UTC)) == f"Thursday 19 March at 12:30{NB}am"


@pytest.mark.usefixtures("_english")
@pytest.mark.parametrize(
    ("delay", "text"),
    [
        (timedelta(seconds=-20), "late by 1 min"),
        (timedelta(minutes=-59), "late by 59 min"),
        (timedelta(minutes=-61), "late by 1 h"),
        (timedelta(hours=-30), "late by 1 day"),
        (timedelta(days=-3), "late by 3 days"),
        (timedelta(minutes=20), "in 20 min"),
        (timedelta(hours=6), f"before 6{NB}pm"),
        (timedelta(hours=13), "tomorrow"),
        (timedelta(days=2), "in 2 days"),
    ],
)
def test_a_deadline_is_said_as_a_distance(delay, text):
    assert human_due(NOON + delay) == text


@pytest.mark.usefixtures("_english")
@pytest.mark.parametrize(("days", "text"), [(-2, "late by 2 days"), (0, "today"), (1, "tomorrow"), (5, "in 5 days")])
def test_a_day_without_hour_is_late_only_once_it_is_over(days, text):
    assert human_due(date(2026, 3, 17) + timedelta(days=days)) == text


@pytest.mark.parametrize(
    ("due", "tone"),
    [
        (NOON - timedelta(minutes=1), "bad"),
        (NOON + timedelta(hours=1), "wait"),
        (NOON + timedelta(days=1), ""),
        (date(2026, 3, 16), "bad"),
        (date(2026, 3, 17), "wait"),
    ],
)
def test_the_tone_of_a_deadline_is_bad_once_passed_and_wait_on_its_day(due, tone):
    assert due_tone(due) == tone
