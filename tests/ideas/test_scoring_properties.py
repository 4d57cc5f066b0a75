"""Which of two contributions comes first is between the two of them; and the proofs that the properties can fail."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ideas import scoring
from ideas.scoring import CRITERIA, FEEDBACK_CRITERIA, Scores, order_key, score_feedback, score_proposal
from tests.ideas import test_scoring
from tests.ideas.test_scoring import any_scores, levels, rubrics

SENT = datetime(2026, 1, 5, tzinfo=UTC)
# One counterexample, several, or one that is another when asked again.
FOUND = (AssertionError, ExceptionGroup)


def in_order(rated, rubric):
    """The numbers of these, the best first; a later one was sent later."""
    keys = {
        number: order_key(score_proposal(scores, rubric), scores, SENT + timedelta(days=number))
        for number, scores in rated.items()
    }
    return sorted(keys, key=keys.get)


@settings(deadline=None)
@given(st.lists(any_scores, min_size=2, max_size=6), any_scores, rubrics())
def test_no_other_contribution_turns_the_order_of_two_round(rated, another, rubric):
    rated = dict(enumerate(rated))
    before = in_order(rated, rubric)
    with_another = in_order(rated | {len(rated): another}, rubric)
    assert [number for number in with_another if number in rated] == before


@settings(deadline=None)
@given(any_scores, rubrics(), st.sampled_from(FEEDBACK_CRITERIA), levels)
def test_a_better_level_never_lowers_the_value_of_a_feedback(scores, rubric, criterion, level):
    if getattr(scores, criterion) is None:
        return
    changed = Scores(**{name: getattr(scores, name) for name in CRITERIA} | {criterion: level})
    before, after = score_feedback(scores, rubric).value, score_feedback(changed, rubric).value
    assert after >= before if level >= getattr(scores, criterion) else after <= before


def test_planted_fault_an_effort_that_is_not_turned_round_is_found(monkeypatch):
    monkeypatch.setattr(scoring, "_utility", lambda criterion, level: scoring.Fraction(level - 1) / 4)
    with pytest.raises(FOUND):
        test_scoring.test_a_better_level_never_lowers_the_priority()


def test_planted_fault_a_score_beyond_its_scale_is_found(monkeypatch):
    real = scoring._utility
    monkeypatch.setattr(scoring, "_utility", lambda criterion, level: real(criterion, level) * 2)
    with pytest.raises(FOUND):
        test_scoring.test_the_priority_stays_between_0_and_100_and_inside_its_interval()


def test_planted_fault_a_score_measured_by_what_else_was_scored_is_found(monkeypatch):
    seen = []

    def relative(criterion, level):
        seen.append(level)
        return scoring.Fraction(level) / sum(seen)

    monkeypatch.setattr(scoring, "_utility", relative)
    with pytest.raises(FOUND):  # another number when asked again, more being known then
        test_scoring.test_a_score_does_not_depend_on_the_other_ideas()
