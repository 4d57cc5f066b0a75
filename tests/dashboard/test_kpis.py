from datetime import date, timedelta

import pytest

from parkour.dashboard.kpis import (
    Delay,
    Share,
    ages,
    by_size,
    carried_out,
    delay_of,
    first_answers_in_time,
    kept_of,
    measured_of,
    ninth_decile,
    returned,
)
from parkour.dashboard.lives import Life, Size, month_after, months_until, size_of
from tests.dashboard.lifetimes import ALL, CARRIED, REFUSED

TODAY = date(2026, 12, 1)
LAST_OF_THE_COHORT = date(2026, 8, 3)  # 120 days earlier


def adopted_on(day, **more):
    return Life(sent=day, decided=day, adopted=day, **more)


def test_without_a_case_there_is_no_share():
    assert Share().ratio is None
    assert Share(39, 42).ratio == pytest.approx(0.92857, abs=1e-5)


@pytest.mark.parametrize(
    ("days", "decile"),
    [([], None), ([4], 4), ([1, 2, 3, 4], 4), (list(range(1, 11)), 9), (list(range(1, 12)), 10), ([7, 1, 1], 7)],
)
def test_the_ninth_decile_is_the_smallest_value_that_nine_tenths_do_not_exceed(days, decile):
    assert ninth_decile(days) == decile


def test_a_delay_is_a_median_and_says_what_is_still_open():
    assert delay_of([4, 1, 3, 2], 5) == Delay(2.5, 4, 4, 5)
    assert delay_of([], 3) == Delay(None, None, 0, 3)
    assert ages([9, 2, 2]) == Delay(2.0, 9, 3, 3)


def test_only_answers_whose_promise_fell_due_count():
    assert first_answers_in_time(ALL) == Share(2, 3)


def test_kept_is_what_was_adopted_at_its_first_decision():
    turned = Life(sent=date(2026, 1, 1), decided=date(2026, 1, 9), adopted=date(2026, 2, 1))
    assert kept_of([CARRIED, REFUSED, turned]) == Share(1, 3)


def test_what_was_adopted_less_than_120_days_ago_is_not_judged_by_what_is_carried_out():
    lives = [
        adopted_on(LAST_OF_THE_COHORT, done=date(2026, 9, 1)),
        adopted_on(LAST_OF_THE_COHORT - timedelta(days=364)),
        adopted_on(LAST_OF_THE_COHORT - timedelta(days=365), done=TODAY),  # a year too early
        adopted_on(LAST_OF_THE_COHORT + timedelta(days=1), done=TODAY),  # a day too late
    ]
    assert carried_out(lives, TODAY) == Share(1, 2)


def test_measured_looks_at_what_was_done_90_days_ago():
    day = TODAY - timedelta(days=90)
    lives = [
        Life(sent=day, done=day, measured=TODAY),
        Life(sent=day, done=day),
        Life(sent=day, done=day + timedelta(days=1), measured=TODAY),
    ]
    assert measured_of(lives, TODAY) == Share(1, 2)


def test_sizes_stand_apart():
    rows = {row.size: row for row in by_size(ALL, date(2026, 4, 1))}
    assert list(rows) == list(Size)
    light, heavy = rows[Size.LIGHT], rows[Size.HEAVY]
    assert (light.received, light.kept, light.realisation) == (1, Share(1, 1), Delay(38.0, 38, 1, 0))
    assert (heavy.received, heavy.kept, heavy.realisation) == (1, Share(0, 1), Delay(None, None, 0, 0))
    assert rows[Size.UNKNOWN].received == 2


def test_what_is_adopted_and_neither_done_nor_given_up_is_still_at_work():
    day = date(2026, 10, 1)
    lives = [adopted_on(day), adopted_on(day, ended=TODAY), adopted_on(day, done=TODAY)]
    assert {row.size: row for row in by_size(lives, TODAY)}[Size.UNKNOWN].realisation.open == 1


@pytest.mark.parametrize(
    ("effort", "short_way", "size"),
    [
        (1, False, Size.LIGHT),
        (2, False, Size.LIGHT),
        (3, False, Size.MIDDLE),
        (4, False, Size.HEAVY),
        (None, False, Size.UNKNOWN),
        (None, True, Size.LIGHT),
        (5, True, Size.LIGHT),
    ],
)
def test_the_size_follows_the_effort_and_the_short_way(effort, short_way, size):
    assert size_of(effort, short_way=short_way) == size


def test_an_author_returns_who_writes_again_within_a_year_of_an_answer():
    answered = (date(2026, 1, 1), date(2026, 1, 10))
    assert returned(
        [
            [answered, (date(2026, 2, 1), None)],
            [answered],
            [answered, (date(2026, 1, 10), None)],  # the day of the answer itself says nothing
            [answered, (date(2027, 1, 11), None)],  # a day late
            [(date(2026, 1, 1), None), (date(2026, 2, 1), None)],  # never answered: not counted
        ]
    ) == Share(1, 4)


def test_months_go_over_the_end_of_a_year():
    assert month_after(date(2026, 12, 1)) == date(2027, 1, 1)
    assert months_until(date(2026, 2, 17), 3) == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
