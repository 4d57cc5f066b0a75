"""How long points take, learnt from what was measured."""

import pytest
from django.utils import translation

from committee.durations import FROM_POINTS, FROM_SESSIONS, NOTHING_LEARNT, Measured, typical
from committee.enums import Block


def decisions(*minutes, sessions=FROM_SESSIONS):
    return [Measured(index % sessions, Block.DECISION, round(60 * each)) for index, each in enumerate(minutes)]


def test_the_median_holds_from_six_sessions_on_and_says_of_how_many_points():
    found = typical(decisions(6, 7, 8, 9, 30, 8))[Block.DECISION]
    assert (found.learnt, found.points, found.sessions) == (16, 6, 6)
    with translation.override("en"):
        assert found.why == "median of 6 points"


@pytest.mark.parametrize("missing", [1, 3, 6])
def test_before_six_sessions_the_usual_time_holds_and_says_why(missing):
    sessions = FROM_SESSIONS - missing
    found = typical(decisions(*[9] * 20, sessions=sessions) if sessions else [])[Block.DECISION]
    assert (found.learnt, found.sessions) == (None, sessions)
    with translation.override("en"):
        assert f"{sessions} session" in found.why
        assert "of the 6 it takes" in found.why


def test_a_type_with_few_points_keeps_its_usual_time_while_others_are_learnt():
    rows = decisions(*[8] * 12) + [Measured(0, Block.WORKSHOP, 1500)] * (FROM_POINTS - 1)
    found = typical(rows)
    assert (found[Block.DECISION].learnt, found[Block.WORKSHOP].learnt, found[Block.REPORT].learnt) == (16, None, None)
    with translation.override("en"):
        assert found[Block.WORKSHOP].why == "usual time: only 4 such points were measured"
        assert found[Block.REPORT].why == "usual time: no such point was measured"


def test_points_passed_over_do_not_count_and_medians_are_whole_half_minutes():
    rows = decisions(7.2, 7.2, 7.3, 7.4, 7.4, 7.3) + [Measured(0, Block.DECISION, 5)] * 50
    found = typical(rows)[Block.DECISION]
    assert (found.learnt, found.points) == (15, 6)


def test_nothing_measured_is_nothing_learnt():
    assert {found.learnt for found in NOTHING_LEARNT.values()} == {None}
