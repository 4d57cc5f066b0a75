"""Calibration without a database: cycles, the draw, gaps in words."""

from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from ideas.calibration import (
    FIRST_DAY,
    IN_A_CYCLE,
    LONGEST,
    Candidate,
    Deviation,
    cycle_start,
    deviations,
    drawn,
    gap_in_words,
    gaps,
    nearest,
)
from ideas.scoring import Scores

CYCLE = date(2026, 3, 2)
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
CANDIDATES = st.lists(
    st.builds(Candidate, st.integers(1, 40), st.none() | DAYS), unique_by=lambda one: one.key, max_size=8
)


def test_a_cycle_begins_with_the_session_that_was_closed():
    assert cycle_start(CYCLE, CYCLE) == CYCLE
    assert cycle_start(CYCLE + timedelta(days=59), CYCLE) == CYCLE


def test_without_a_session_for_sixty_days_a_cycle_begins_anew():
    assert cycle_start(CYCLE + timedelta(days=60), CYCLE) == CYCLE + timedelta(days=60)
    assert cycle_start(CYCLE + timedelta(days=185), CYCLE) == CYCLE + timedelta(days=180)
    assert cycle_start(FIRST_DAY + timedelta(days=61), None) == FIRST_DAY + LONGEST


@given(DAYS)
def test_today_is_always_in_a_cycle_of_sixty_days_at_most(today):
    assert timedelta(0) <= today - cycle_start(today, None) < LONGEST


@settings(max_examples=200)
@given(st.integers(1, 99), CANDIDATES, st.data())
def test_the_draw_is_three_that_differ_those_given_among_them_and_always_the_same(person, candidates, data):
    keys = [one.key for one in candidates]
    given_ones = data.draw(st.lists(st.sampled_from(keys), unique=True, max_size=3)) if keys else []
    found = drawn(person, CYCLE, candidates, given_ones)
    assert found[: len(given_ones)] == given_ones
    assert len(found) == len(set(found)) == min(IN_A_CYCLE, len(keys))
    assert drawn(person, CYCLE, reversed(candidates), given_ones) == found
    left_out = [one.last or date.min for one in candidates if one.key not in found]
    newly = [one.last or date.min for one in candidates if one.key in found and one.key not in given_ones]
    assert max(newly, default=date.min) <= min(left_out, default=date.max)


def test_the_least_recently_re_scored_come_first_and_those_never_re_scored_before_all():
    candidates = [Candidate(1, CYCLE), Candidate(2, CYCLE - LONGEST), Candidate(3), Candidate(4, CYCLE - 2 * LONGEST)]
    assert drawn(7, CYCLE + LONGEST, candidates) == [3, 4, 2]


def test_what_was_given_stays_drawn_though_it_was_retired_since():
    assert drawn(7, CYCLE, [Candidate(1), Candidate(2)], given=[9])[0] == 9


def test_two_people_are_not_drawn_the_same_in_every_cycle():
    candidates = [Candidate(key) for key in range(1, 9)]
    draws = {tuple(drawn(person, CYCLE, candidates)) for person in range(20)}
    assert len(draws) > 10


@pytest.mark.parametrize(("mean", "level"), [(1.0, 1), (2.5, 3), (3.4, 3), (3.5, 4), (4.67, 5), (None, None)])
def test_a_reference_has_the_level_nearest_to_the_mean(mean, level):
    assert nearest(mean) == level


def test_gaps_are_counted_in_levels_and_said_in_words():
    found = gaps(Scores(4, 2, None, 1), Scores(3, 2, 4, 4))
    assert found == {"policy": 1, "novelty": 0, "impact": None, "effort": -3}
    with translation.override("en"):
        assert [gap_in_words(gap) for gap in found.values()] == [
            "one level above",
            "as the consensus",
            "no level",
            "3 levels below",
        ]


def test_the_mean_gap_of_a_criterion_counts_the_levels_behind_it():
    pairs = [(Scores(4, 2, None, 1), Scores(3, 2, 4, 4)), (Scores(4, 3, None, 3), Scores(4, 2, 5, 2))]
    assert deviations(pairs) == {"policy": Deviation(0.5, 2), "novelty": Deviation(0.5, 2), "effort": Deviation(-1, 2)}
    assert deviations([]) == {}
