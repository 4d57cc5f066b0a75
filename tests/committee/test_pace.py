"""The time of a point and the end of a session."""

from datetime import UTC, datetime, timedelta

from committee.pace import predicted_end, timer

NOON = datetime(2026, 3, 19, 14, 0, tzinfo=UTC)


def ago(seconds):
    return NOON - timedelta(seconds=seconds)


def test_a_point_has_its_half_minutes_and_what_was_added_less_what_it_took():
    clock = timer(duration=20, added=1, spent=60, since=ago(90), now=NOON)
    assert (clock.allowed, clock.spent, clock.left, clock.is_over, clock.words) == (660, 150, 510, False, "8:30")


def test_once_it_is_over_it_says_by_how_much():
    clock = timer(duration=2, added=0, spent=0, since=ago(75), now=NOON)
    assert (clock.left, clock.is_over, clock.words) == (-15, True, "−0:15")


def test_it_stands_still_while_the_session_is_suspended():
    clock = timer(duration=20, added=0, spent=60, since=None, now=NOON)
    assert (clock.left, clock.runs) == (540, False)


def test_the_end_is_what_is_left_of_this_point_and_the_ones_to_come():
    current = timer(duration=20, added=0, spent=0, since=ago(60), now=NOON)
    assert predicted_end(NOON, current, ahead=30) == NOON + timedelta(minutes=9 + 15)
    assert predicted_end(NOON, None, ahead=0) == NOON


def test_a_point_that_is_over_time_takes_nothing_off_the_others():
    current = timer(duration=2, added=0, spent=0, since=ago(600), now=NOON)
    assert predicted_end(NOON, current, ahead=10) == NOON + timedelta(minutes=5)


def test_a_break_is_waited_for():
    back = NOON + timedelta(minutes=15)
    assert predicted_end(NOON, None, ahead=10, back_at=back) == back + timedelta(minutes=5)
    assert predicted_end(back, None, ahead=10, back_at=NOON) == back + timedelta(minutes=5)
