"""The count of a category of the trophies, and where an edition stands. Pure: no database."""

from datetime import UTC, datetime

import pytest

from parkour.engagements.awarding import Phase, Verdict, count_category, phase_of

ENROLLED = {"direction": 2, "employees": 4}
NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)


def counted(direction, employees, enrolled=ENROLLED, nominees=(7, 8)):
    return count_category(nominees, enrolled, {"direction": direction, "employees": employees})


def test_each_pole_weighs_the_same_whatever_its_size():
    count = counted([[7], [7, 8]], [[8], [8], [7, 8], [7, 8]])
    assert (count.verdict, count.winners) == (Verdict.AWARDED, (7, 8))  # 2/2 and 2/4, 1/2 and 4/4: the same
    assert count.votes[7] == {"direction": 2, "employees": 2}
    assert counted([[7], [7]], [[8], [8], [7, 8], [7, 8]]).winners == (7,)  # most approvals, but of one pole alone
    assert count.ballots == {"direction": 2, "employees": 4}


def test_equal_scores_share_the_trophy():
    assert counted([[7, 8], [7, 8]], [[7], [7], [8], [8]]).winners == (7, 8)


@pytest.mark.parametrize(
    ("direction", "employees", "verdict"),
    [
        ([[], []], [[], [], [], []], Verdict.NONE_RETAINED),
        ([[7], [7]], [[8], [8], [8], [8]], Verdict.NONE_RETAINED),
        ([[7], [7]], [[7]], Verdict.TOO_FEW),
        ([], [[7], [7], [7], [7]], Verdict.TOO_FEW),
    ],
)
def test_it_is_not_awarded_without_both_poles(direction, employees, verdict):
    count = counted(direction, employees)
    assert (count.verdict, count.winners) == (verdict, ())


def test_a_nominee_that_is_gone_counts_for_nothing():
    assert counted([[7, 99]], [[7], [7, 99]], {"direction": 1, "employees": 2}, (7,)).winners == (7,)
    assert counted([[99]], [[99]], {"direction": 1, "employees": 1}, ()).verdict == Verdict.NONE_RETAINED


def test_an_edition_stands_where_its_last_moment_says():
    assert phase_of(None, None, None) is Phase.DRAFT
    assert phase_of(NOW, None, None) is Phase.OPEN
    assert phase_of(NOW, NOW, None) is Phase.COUNTED
    assert phase_of(NOW, NOW, NOW) is Phase.PUBLISHED
