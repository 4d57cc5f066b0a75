"""The planner on projects that people voted for, held against what their town took. Collected where PARKOUR_CORPUS_DIR
is set only.
"""

from pathlib import Path

import pytest

from committee.session_planning import plan_session
from tests.committee.toulouse import ballots
from tests.ideas.importing.conftest import CORPUS


@pytest.fixture(scope="module")
def planned():
    return [(ballot, plan_session(ballot.problem)) for ballot in ballots(Path(CORPUS))]


def table(ballot) -> int:
    """The best points, by a table over the budget."""
    best = [0] * (ballot.budget + 1)
    for cost, points in ballot.projects:
        for left in range(ballot.budget, cost - 1, -1):
            best[left] = max(best[left], best[left - cost] + points)
    return best[-1]


def test_every_real_vote_is_planned_at_its_proven_best(planned):
    assert len(planned) == 22
    for ballot, plan in planned:
        assert plan.proven
        assert plan.blocks[0].used <= ballot.budget
        assert int(plan.utility) == sum(ballot.projects[int(key)][1] for key in plan.chosen)
        if ballot.budget * len(ballot.projects) < 1_000_000:
            assert int(plan.utility) == table(ballot)


def test_the_best_is_worth_more_than_taking_by_score(planned):
    gains = [int(plan.utility) / ballot.by_score for ballot, plan in planned]
    assert min(gains) >= 1
    assert sum(gains) / len(gains) > 1.03
