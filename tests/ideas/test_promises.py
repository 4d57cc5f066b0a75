"""The clocks of a contribution, counted from facts alone."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ideas.danger import hinted
from ideas.enums import Danger
from ideas.promises import Facts, Promise, Stage, Standing, Terms, clocks, fallen_due, next_moment, reminder_moments
from parkour.organisation.working_days import WorkCalendar

PARIS = ZoneInfo("Europe/Paris")
CALENDAR = WorkCalendar(PARIS)


def local(*parts):
    return datetime(*parts, tzinfo=PARIS)


SENT = local(2026, 11, 2, 9)  # a Monday
PROMISED = local(2026, 11, 5, 18)


def standing(now, **facts):
    given = {"submitted_at": SENT, "received_at": SENT, "promised_at": PROMISED} | facts
    return {row.promise: row.standing for row in clocks(Facts(**given), Terms(), CALENDAR, now)}


def test_each_clock_falls_due_by_the_calendar_of_the_site():
    rows = clocks(Facts(SENT, SENT, PROMISED), Terms(), CALENDAR, SENT)
    assert {row.promise: row.due_at for row in rows} == {
        Promise.RECEIPT: SENT + timedelta(hours=1),
        Promise.FIRST_ANSWER: PROMISED,
        Promise.ORIENTATION: local(2026, 11, 17, 18),  # ten working days, without 11 November
        Promise.DECISION: local(2027, 1, 17, 18),
    }


def test_a_closure_of_the_site_puts_the_orientation_off_and_not_the_decision():
    closed = WorkCalendar(PARIS, closures=frozenset({date(2026, 11, 3), date(2026, 11, 4)}))
    due = {row.promise: row.due_at for row in clocks(Facts(SENT, SENT, PROMISED), Terms(), closed, SENT)}
    assert due[Promise.ORIENTATION] == local(2026, 11, 19, 18)
    assert due[Promise.DECISION] == local(2027, 1, 17, 18)


def test_a_promise_is_kept_in_time_late_afterwards_and_running_until_then():
    assert standing(PROMISED)[Promise.FIRST_ANSWER] == Standing.RUNNING
    assert standing(PROMISED + timedelta(seconds=1))[Promise.FIRST_ANSWER] == Standing.LATE
    much_later = PROMISED + timedelta(days=90)
    assert standing(much_later, answered_at=PROMISED)[Promise.FIRST_ANSWER] == Standing.KEPT
    assert standing(much_later, answered_at=PROMISED + timedelta(hours=1))[Promise.FIRST_ANSWER] == Standing.LATE


def test_a_receipt_that_did_not_leave_is_late_after_an_hour():
    assert standing(SENT + timedelta(minutes=59), received_at=None)[Promise.RECEIPT] == Standing.RUNNING
    assert standing(SENT + timedelta(minutes=61), received_at=None)[Promise.RECEIPT] == Standing.LATE


def test_nothing_is_owed_of_what_was_taken_back_and_what_was_done_stays():
    assert standing(SENT, answered_at=SENT, ended_at=SENT) == {
        Promise.RECEIPT: Standing.KEPT,
        Promise.FIRST_ANSWER: Standing.KEPT,
    }


def test_what_was_imported_was_promised_nothing():
    assert clocks(Facts(SENT, SENT, None), Terms(), CALENDAR, SENT) == []


MOMENTS = reminder_moments(PROMISED, Terms(), CALENDAR)  # promised for a Thursday


def test_reminders_fall_due_in_the_morning_of_working_days():
    assert {
        Stage.SOON: local(2026, 11, 4, 8, 30),
        Stage.LATE: local(2026, 11, 6, 8, 30),
        Stage.DEPUTY: local(2026, 11, 9, 8, 30),
        Stage.SPONSOR: local(2026, 11, 13, 8, 30),  # 11 November is no working day
    } == MOMENTS


def test_a_day_to_come_is_not_announced_once_it_is_over():
    assert fallen_due(MOMENTS, 0, PROMISED, local(2026, 11, 5, 12)) == [Stage.SOON]
    assert fallen_due(MOMENTS, 0, PROMISED, local(2026, 11, 6, 9)) == [Stage.LATE]
    assert fallen_due(MOMENTS, Stage.LATE, PROMISED, local(2026, 11, 20)) == [Stage.DEPUTY, Stage.SPONSOR]


def test_the_next_reminder_is_the_first_one_to_come():
    assert next_moment(MOMENTS, local(2026, 11, 4, 8, 30)) == MOMENTS[Stage.LATE]
    assert next_moment(MOMENTS, local(2026, 11, 13, 8, 30)) is None


def test_words_of_a_danger_are_a_hint_and_dignity_comes_first():
    assert hinted("La rampe est dangereuse.", "Un collègue a été blessé.") == (
        Danger.SAFETY,
        ["dangereuse", "blessé"],
    )
    assert hinted("Accident, puis harcèlement.")[0] == Danger.DIGNITY
    assert hinted("Le planning change trop tard.") is None
    assert hinted("Un endangerment, un inaccidenté.") is None  # whole words only
