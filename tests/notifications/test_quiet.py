"""Quiet hours and the Friday digest, to the minute: no database."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from parkour.notifications.quiet import Quiet, digest_moment, first_moment

PARIS, REUNION = ZoneInfo("Europe/Paris"), ZoneInfo("Indian/Reunion")


def at(text, tz=PARIS):
    return datetime.fromisoformat(text).replace(tzinfo=tz)


@pytest.mark.parametrize(
    ("written", "leaves"),
    [
        ("2026-03-17T10:00", "2026-03-17T10:00"),
        ("2026-03-17T19:29", "2026-03-17T19:29"),
        ("2026-03-17T19:30", "2026-03-18T07:30"),
        ("2026-03-17T23:59", "2026-03-18T07:30"),
        ("2026-03-18T00:00", "2026-03-18T07:30"),
        ("2026-03-18T07:29", "2026-03-18T07:30"),
        ("2026-03-18T07:30", "2026-03-18T07:30"),
        ("2026-03-20T19:30", "2026-03-23T07:30"),  # Friday evening → Monday
        ("2026-03-21T12:00", "2026-03-23T07:30"),  # Saturday
        ("2026-04-05T12:00", "2026-04-07T07:30"),  # Easter Sunday, then Easter Monday
        ("2026-05-01T10:00", "2026-05-04T07:30"),  # 1 May, a Friday
        ("2026-03-28T20:00", "2026-03-30T07:30"),  # the night of the change to summer time
        ("2026-12-31T20:00", "2027-01-04T07:30"),  # New Year's Day, a Friday
    ],
)
def test_a_mail_written_in_quiet_hours_leaves_at_the_first_working_minute(written, leaves):
    assert first_moment(at(written), Quiet()) == at(leaves)


def test_good_friday_is_quiet_in_alsace_only():
    moment = at("2026-04-03T10:00")
    assert first_moment(moment, Quiet(region="FR-67")) == at("2026-04-07T07:30")
    assert first_moment(moment, Quiet()) == moment


def test_the_hours_are_those_of_the_persons_site():
    evening_in_reunion = datetime(2026, 3, 17, 16, 0, tzinfo=UTC)  # 20:00 there, 17:00 in Paris
    assert first_moment(evening_in_reunion, Quiet(tz=REUNION)) == at("2026-03-18T07:30", REUNION)
    assert first_moment(evening_in_reunion, Quiet(tz=PARIS)) == evening_in_reunion


def test_a_closed_site_is_quiet_and_a_closure_that_does_not_end_is_not_waited_for():
    august = frozenset({date(2026, 8, 10), date(2026, 8, 11)})
    assert first_moment(at("2026-08-10T10:00"), Quiet(closures=august)) == at("2026-08-12T07:30")

    class Always:
        def __contains__(self, day):
            return True

    assert first_moment(at("2026-08-10T10:00"), Quiet(closures=Always())) < at("2026-11-01T00:00")


def test_quiet_hours_can_be_moved_narrowed_and_switched_off():
    night_shift = Quiet(start=time(8), end=time(16), rest_days=False)
    assert first_moment(at("2026-03-17T10:00"), night_shift) == at("2026-03-17T16:00")
    assert first_moment(at("2026-03-17T03:00"), night_shift) == at("2026-03-17T03:00")
    assert first_moment(at("2026-03-21T12:00"), Quiet(rest_days=False)) == at("2026-03-21T12:00")
    assert first_moment(at("2026-03-21T23:00"), Quiet(active=False)) == at("2026-03-21T23:00")
    assert first_moment(at("2026-03-17T23:00"), Quiet(start=time(7), end=time(7))) == at("2026-03-17T23:00")
    assert first_moment(at("2026-03-21T12:00"), Quiet(start=time(7), end=time(7))) == at("2026-03-23T00:00")


def test_an_end_that_summer_time_skips_is_the_hour_after_it():
    assert first_moment(at("2026-03-29T01:00"), Quiet(end=time(2, 30), rest_days=False)) == at("2026-03-29T03:30")


@pytest.mark.parametrize(
    ("written", "leaves"),
    [
        ("2026-03-17T10:00", "2026-03-20T14:00"),
        ("2026-03-20T13:59", "2026-03-20T14:00"),
        ("2026-03-20T14:00", "2026-03-27T14:00"),
        ("2026-03-22T10:00", "2026-03-27T14:00"),
        ("2026-04-28T10:00", "2026-04-30T14:00"),  # Friday 1 May: the day before
        ("2026-04-30T15:00", "2026-05-07T14:00"),  # too late for that one; Friday 8 May is a holiday too
        ("2026-12-23T10:00", "2026-12-24T14:00"),
    ],
)
def test_the_digest_leaves_on_friday_or_on_the_last_working_day_before(written, leaves):
    assert digest_moment(at(written), Quiet()) == at(leaves)


def test_a_week_off_moves_the_digest_to_the_friday_after():
    week = frozenset(date(2026, 3, day) for day in range(16, 21))
    assert digest_moment(at("2026-03-17T10:00"), Quiet(closures=week)) == at("2026-03-27T14:00")


def test_the_digest_respects_quiet_hours_that_cover_its_hour():
    assert digest_moment(at("2026-03-17T10:00"), Quiet(start=time(8), end=time(16))) == at("2026-03-20T16:00")
