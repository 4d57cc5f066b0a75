"""Other weights: each proposal is looked at by itself, and none overtakes another that is better in everything."""

from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ideas.scoring import DEFAULT_RUBRIC, Band, MeanScores, Scores, Thresholds, band, score_proposal
from ideas.what_if import Assessed, Crossing, crossings, mean_scores, rubric_of

THRESHOLDS = Thresholds()
LEVELS = st.tuples(*[st.integers(1, 5)] * 4)


@st.composite
def weights(draw):
    policy = draw(st.integers(0, 100))
    novelty = draw(st.integers(0, min(99, 100 - policy)))
    return policy, novelty, 100 - policy - novelty, draw(st.integers(0, 99))


def assessed(key, levels, rubric=DEFAULT_RUBRIC):
    return Assessed(key, tuple(map(float, levels)), float(score_proposal(Scores(*levels), rubric).priority))


def priority(levels, rubric):
    return score_proposal(mean_scores(levels), rubric).priority


def test_the_weights_in_force_change_nothing():
    everything = [assessed(number, levels) for number, levels in enumerate(product(range(1, 6), repeat=4))]
    assert crossings(everything, rubric_of(30, 20, 50, 20, THRESHOLDS)) == []


def test_a_proposal_says_from_which_band_it_would_go_to_which():
    novel, useful = assessed(1, (1, 5, 3, 2)), assessed(2, (4, 1, 5, 3))
    moved = crossings([novel, useful], rubric_of(0, 90, 10, 0, THRESHOLDS))
    assert [(one.key, one.before, one.after, one.rises) for one in moved] == [
        (1, Band.REWORK, Band.PRIORITY, True),
        (2, Band.LIST, Band.UNLIKELY, False),
    ]


def test_a_proposal_enters_or_leaves_the_agenda_or_only_changes_its_place_on_it():
    novel = rubric_of(10, 80, 10, 20, THRESHOLDS)
    moved = crossings([assessed(1, (4, 2, 4, 2)), assessed(2, (2, 5, 2, 2)), assessed(3, (3, 3, 3, 3))], novel)
    assert [(one.key, one.enters_agenda, one.leaves_agenda) for one in moved] == [(1, False, True), (2, True, False)]
    within = Crossing(4, Band.PRIORITY, Band.LIST)
    assert (within.enters_agenda, within.leaves_agenda, within.rises) == (False, False, False)


@settings(max_examples=200, deadline=None)
@given(LEVELS, LEVELS, weights())
def test_no_weights_put_a_proposal_before_one_that_is_at_least_as_good_in_everything(one, other, given):
    best = tuple(max(pair) for pair in zip(one[:3], other[:3], strict=True)) + (min(one[3], other[3]),)
    rubric = rubric_of(*given, THRESHOLDS)
    assert priority(best, rubric) >= max(priority(one, rubric), priority(other, rubric))


@settings(max_examples=100, deadline=None)
@given(st.lists(LEVELS, min_size=1, max_size=8), weights())
def test_what_else_is_in_the_list_changes_nothing(levels, given):
    proposals = [assessed(number, some) for number, some in enumerate(levels)]
    rubric = rubric_of(*given, THRESHOLDS)
    together = crossings(proposals, rubric)
    assert together == [moved for one in proposals for moved in crossings([one], rubric)]


@settings(max_examples=100, deadline=None)
@given(st.lists(LEVELS, min_size=1, max_size=8), weights())
def test_the_direction_is_that_of_the_priority(levels, given):
    proposals = {number: assessed(number, some) for number, some in enumerate(levels)}
    rubric = rubric_of(*given, THRESHOLDS)
    for moved in crossings(proposals.values(), rubric):
        after = priority(proposals[moved.key].levels, rubric)
        assert moved.after == band(after, THRESHOLDS)
        assert moved.rises == (after > Decimal(str(proposals[moved.key].priority)))


def test_kept_means_are_the_fractions_that_they_were():
    thirds = MeanScores(Fraction(10, 3), Fraction(5, 2), None, Fraction(4))
    assert mean_scores((10 / 3, 2.5, None, 4.0)) == thirds
    assert [mean_scores((number / 3, 1, 1, 1)).policy * 3 for number in range(3, 16)] == list(range(3, 16))


@pytest.mark.parametrize("wrong", [(30, 20, 40, 20), (0, 100, 0, 20), (30, 20, 50, 100), (-10, 60, 50, 0)])
def test_weights_that_no_grid_may_have_are_refused(wrong):
    with pytest.raises(ValueError, match=r"weights|share|weigh nothing"):
        rubric_of(*wrong, THRESHOLDS)


# --- Planted fault ------------------------------------------------------------------------------------------


def test_planted_fault_scores_relative_to_the_list_would_be_seen():
    """Were a score divided by the best of the list, another idea would move it."""

    def relative(levels, rubric):
        best = max(priority(some, rubric) for some in levels)
        return [band(100 * priority(some, rubric) / best, THRESHOLDS) for some in levels]

    assert relative([(3, 3, 3, 3)], DEFAULT_RUBRIC) != relative([(3, 3, 3, 3), (5, 5, 5, 1)], DEFAULT_RUBRIC)[:1]
