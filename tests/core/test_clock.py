"""The one clock of the services."""

from datetime import UTC, datetime, timedelta

from parkour.core import clock


def test_the_seconds_until_a_moment_are_whole_rounded_up_and_never_fewer_than_none():
    moment = datetime(2026, 3, 19, 13, tzinfo=UTC)
    with clock.at(moment):
        left = [clock.seconds_until(moment + timedelta(seconds=ahead)) for ahead in (30, 0.2, 0, -5)]
    assert left == [30, 1, 0, 0]
