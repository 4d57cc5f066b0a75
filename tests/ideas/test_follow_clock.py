"""When an owner is asked how an action stands: days out of facts."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ideas.follow_clock import Due, Facts, Reminder, days_owed, is_overdue, is_stale, moment_of, to_tell
from parkour.organisation.working_days import WorkCalendar

PARIS = ZoneInfo("Europe/Paris")
GIVEN = date(2026, 9, 1)
DUE = date(2026, 11, 16)  # a Monday
TALKATIVE = Facts(due_on=DUE, given_on=GIVEN, last_news_on=DUE)


def kinds(facts, day):
    return [due.reminder for due in days_owed(facts, day)]


@pytest.mark.parametrize(
    ("day", "owed"),
    [
        (DUE - timedelta(days=8), []),
        (DUE - timedelta(days=7), [Reminder.SOON]),
        (DUE, [Reminder.SOON]),
        (DUE + timedelta(days=1), []),
        (DUE + timedelta(days=7), [Reminder.LATE]),
        (DUE + timedelta(days=29), [Reminder.LATE]),
        (DUE + timedelta(days=30), [Reminder.LATE, Reminder.DIRECTION, Reminder.STALE]),
    ],
)
def test_a_week_before_a_week_after_and_a_month_after_its_date(day, owed):
    assert kinds(TALKATIVE, day) == owed


def test_a_date_given_within_its_last_week_is_not_announced():
    assert kinds(Facts(due_on=DUE, given_on=DUE - timedelta(days=7), last_news_on=DUE), DUE) == []


def test_each_thirty_days_of_silence_are_asked_about_once_the_last_alone():
    silent = Facts(due_on=date(2027, 6, 1), given_on=GIVEN, last_news_on=GIVEN)
    assert kinds(silent, GIVEN + timedelta(days=29)) == []
    assert days_owed(silent, GIVEN + timedelta(days=30)) == [Due(Reminder.STALE, GIVEN + timedelta(days=30))]
    assert days_owed(silent, GIVEN + timedelta(days=89)) == [Due(Reminder.STALE, GIVEN + timedelta(days=60))]


def test_late_by_a_week_is_overdue_and_silent_for_thirty_days_is_stale():
    assert [is_overdue(DUE, DUE + timedelta(days=n)) for n in (6, 7)] == [False, True]
    assert [is_stale(GIVEN, GIVEN + timedelta(days=n)) for n in (29, 30)] == [False, True]


def test_it_is_told_in_the_morning_of_a_working_day():
    on_saturday = Due(Reminder.LATE, date(2026, 11, 21))
    on_monday = Due(Reminder.LATE, date(2026, 11, 23))
    morning = datetime(2026, 11, 23, 8, 30, tzinfo=PARIS)
    assert [moment_of(due, WorkCalendar()) for due in (on_saturday, on_monday)] == [morning, morning]


def test_what_fell_due_more_than_a_fortnight_ago_is_left_to_the_list():
    late = datetime(2026, 11, 23, 8, 30, tzinfo=PARIS)
    told = [
        [due.reminder for due in to_tell(TALKATIVE, WorkCalendar(), moment)]
        for moment in (late - timedelta(minutes=1), late, late + timedelta(days=14), late + timedelta(days=15))
    ]
    assert told == [[], [Reminder.LATE], [Reminder.LATE], []]
