from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ideas.scoring import (
    CRITERIA,
    Band,
    MeanScores,
    RubricValues,
    Scores,
    Thresholds,
    Weights,
    band,
    big_project,
    consensus,
    disagreements,
    effective_weights,
    grey_zone,
    order_key,
    quick_win_suggested,
    score_feedback,
    score_proposal,
    standard_error,
)

levels = st.integers(1, 5)
full_scores = st.builds(Scores, levels, levels, levels, levels)
levels_or_na = st.none() | levels
any_scores = st.builds(Scores, levels_or_na, levels_or_na, levels_or_na, levels_or_na)


@st.composite
def rubrics(draw):
    first = draw(st.integers(1, 98))
    second = draw(st.integers(1, 99 - first))
    weights = Weights(*(Decimal(n) / 100 for n in (first, second, 100 - first - second)))
    return RubricValues(weights=weights, lam=Decimal(draw(st.integers(0, 60))) / 100)


@pytest.mark.parametrize(
    ("scores", "value", "effort", "priority"),
    [
        ((4, 2, 4, 2), "65", "25", "67"),
        ((5, 5, 5, 5), "100", "100", "80"),
        ((3, 1, 3, 1), "40", "0", "52"),
        ((2, 4, 2, 3), "35", "50", "38"),
        ((1, 1, 1, 5), "0", "100", "0"),
        ((3, 3, 3, 3), "50", "50", "50"),
        ((4, 3, 5, 4), "82.5", "75", "71"),
    ],
)
def test_golden_value_effort_and_priority(scores, value, effort, priority):
    score = score_proposal(Scores(*scores))
    assert (score.value, score.effort, score.priority) == (Decimal(value), Decimal(effort), Decimal(priority))
    assert score.low == score.high == score.priority
    assert score.missing == ()


@pytest.mark.parametrize(("raters", "expected"), [(1, "9.313"), (2, "6.585"), (3, "5.377")])
def test_golden_standard_error(raters, expected):
    assert standard_error(raters=raters) == Decimal(expected)
    assert standard_error(raters=raters, sd=0.7) == Decimal(expected)


def test_a_standard_error_needs_a_rater():
    with pytest.raises(ValueError, match="at least one rater"):
        standard_error(raters=0)


def test_the_default_weights_of_the_priority():
    shares = {c: float(w) for c, w in effective_weights().items()}
    assert shares == {"policy": 0.24, "novelty": 0.16, "impact": 0.40, "effort": 0.20}


@pytest.mark.parametrize("level", [0, 6, -1, 2.5, "3,5", "3", True, Decimal(3), Fraction(7, 2)])
@pytest.mark.parametrize("criterion", CRITERIA)
def test_an_invalid_level_is_refused_by_name(criterion, level):
    with pytest.raises(ValueError, match=f"Invalid level .* for {criterion}: expected a whole number"):
        Scores(**{criterion: level})


def test_one_missing_criterion_renormalises_and_opens_an_interval():
    score = score_proposal(Scores(policy=4, novelty=None, impact=4, effort=2))
    assert score.missing == ("novelty",)
    assert score.value == Decimal("75")
    assert score.priority == Decimal("75")
    assert (score.low, score.high) == (Decimal("63"), Decimal("79"))


def test_a_missing_effort_leaves_the_value_as_priority():
    score = score_proposal(Scores(policy=4, novelty=2, impact=4))
    assert (score.value, score.effort, score.priority) == (Decimal("65"), None, Decimal("65"))
    assert (score.low, score.high) == (Decimal("52"), Decimal("72"))


def test_nothing_rated_gives_no_priority_and_the_whole_interval():
    score = score_proposal(Scores())
    assert (score.value, score.effort, score.priority) == (None, None, None)
    assert (score.low, score.high) == (0, 100)


def test_a_feedback_is_scored_on_policy_and_impact_only():
    score = score_feedback(Scores(policy=3, novelty=5, impact=4, effort=1))
    assert score.value == Decimal("65.62")  # .375 × 50 + .625 × 75 = 65.625, rounded to even
    assert (score.effort, score.priority, score.missing) == (None, None, ())
    assert score_feedback(Scores(policy=3, impact=4)) == score


def test_a_feedback_without_impact_has_an_interval():
    score = score_feedback(Scores(policy=5))
    assert (score.value, score.low, score.high) == (Decimal("100"), Decimal("37.5"), Decimal("100"))
    assert score.missing == ("impact",)


@pytest.mark.parametrize(
    ("priority", "expected"),
    [
        ("100", Band.PRIORITY),
        ("70", Band.PRIORITY),
        ("69.99", Band.LIST),
        ("55", Band.LIST),
        ("54.99", Band.REWORK),
        ("40", Band.REWORK),
        ("39.99", Band.UNLIKELY),
        ("0", Band.UNLIKELY),
    ],
)
def test_a_score_on_a_threshold_belongs_to_the_better_band(priority, expected):
    assert band(Decimal(priority)) is expected


def test_the_grey_zone_looks_at_the_agenda_threshold_only():
    se = standard_error()
    assert grey_zone(Decimal("46"), se)
    assert grey_zone(Decimal("64"), se)
    assert not grey_zone(Decimal("70"), se)
    assert not grey_zone(Decimal("40"), se)
    assert not grey_zone(Decimal("55") + se, se)


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        (Scores(3, 1, 3, 1), True),
        (Scores(3, None, 3, 2), True),
        (Scores(3, 1, 3, 3), False),
        (Scores(2, 5, 5, 1), False),
        (Scores(5, 5, 2, 1), False),
        (Scores(5, 5, None, 1), False),
        (Scores(5, 5, 5, None), False),
    ],
)
def test_a_quick_win_is_light_useful_and_on_policy(scores, expected):
    assert quick_win_suggested(scores) is expected


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        (Scores(4, 3, 5, 4), True),
        (Scores(4, 3, 5, 3), False),
        (Scores(3, 3, 3, 5), False),
        (Scores(4, 3, 5, None), False),
    ],
)
def test_a_big_project_is_heavy_and_worth_it(scores, expected):
    assert big_project(scores) is expected


def test_ties_go_to_impact_then_lower_effort_then_older():
    old, new = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 2, 5, tzinfo=UTC)

    def key(scores, submitted_at=new):
        return order_key(score_proposal(scores), scores, submitted_at)

    assert score_proposal(Scores(4, 2, 4, 4)).priority == score_proposal(Scores(5, 3, 3, 4)).priority
    assert key(Scores(4, 2, 4, 4)) < key(Scores(5, 3, 3, 4))
    assert score_proposal(Scores(3, 3, 3, 3)).priority == score_proposal(Scores(2, 2, 3, 1)).priority
    assert key(Scores(2, 2, 3, 1)) < key(Scores(3, 3, 3, 3))
    assert key(Scores(3, 3, 3, 3), old) < key(Scores(3, 3, 3, 3))
    assert key(Scores(1, 1, 1, 5)) < key(Scores())


def test_two_levels_apart_is_a_disagreement_and_one_is_not():
    assert disagreements([Scores(4, 2, 4, 2), Scores(2, 3, 4, 1)]) == ("policy",)
    assert disagreements([Scores(4, None, 4, 2), Scores(3, 5, 4, None)]) == ()


def test_a_consensus_is_the_exact_mean_of_those_who_gave_a_level():
    mean = consensus([Scores(4, 2, 4, None), Scores(3, 2, None, None), Scores(4, 3, 5, None)])
    assert mean == MeanScores(Fraction(11, 3), Fraction(7, 3), Fraction(9, 2), None)
    assert score_proposal(consensus([Scores(4, 2, 4, 2)])) == score_proposal(Scores(4, 2, 4, 2))
    with pytest.raises(ValueError, match="at least one rating"):
        consensus([])


@pytest.mark.parametrize("weights", [("0.3", "0.2", "0.4"), ("1.2", "-0.4", "0.2"), ("0", "1", "0")])
def test_weights_that_make_no_sense_are_refused(weights):
    with pytest.raises(ValueError, match="weigh"):
        Weights(*map(Decimal, weights))


def test_thresholds_and_effort_share_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="thresholds"):
        Thresholds(Decimal(50), Decimal(55), Decimal(40))
    with pytest.raises(ValueError, match="share of effort"):
        RubricValues(lam=Decimal("1.5"))


@settings(deadline=None)
@given(any_scores, rubrics())
def test_the_priority_stays_between_0_and_100_and_inside_its_interval(scores, rubric):
    score = score_proposal(scores, rubric)
    assert 0 <= score.low <= score.high <= 100
    if score.priority is not None:
        assert score.low <= score.priority <= score.high
    feedback = score_feedback(scores, rubric)
    if feedback.value is not None:
        assert 0 <= feedback.low <= feedback.value <= feedback.high <= 100


@settings(deadline=None)
@given(any_scores, rubrics(), st.sampled_from(CRITERIA), levels)
def test_a_better_level_never_lowers_the_priority(scores, rubric, criterion, level):
    current = getattr(scores, criterion)
    if current is None:
        return
    changed = Scores(**{c: getattr(scores, c) for c in CRITERIA} | {criterion: level})
    before, after = score_proposal(scores, rubric).priority, score_proposal(changed, rubric).priority
    if before is None:
        return
    better = level <= current if criterion == "effort" else level >= current
    assert after >= before if better else after <= before


@settings(deadline=None)
@given(full_scores, rubrics(), st.sampled_from(CRITERIA))
def test_any_level_of_a_missing_criterion_stays_inside_the_interval(scores, rubric, criterion):
    unknown = Scores(**{c: getattr(scores, c) for c in CRITERIA} | {criterion: None})
    interval = score_proposal(unknown, rubric)
    assert interval.low <= score_proposal(scores, rubric).priority <= interval.high


@settings(deadline=None)
@given(st.lists(any_scores, max_size=6), any_scores)
def test_a_score_does_not_depend_on_the_other_ideas(others, scores):
    alone = score_proposal(scores)
    for other in others:
        score_proposal(other)
    assert score_proposal(scores) == alone


@settings(deadline=None)
@given(full_scores)
def test_a_complete_default_score_is_exact_to_the_hundredth(scores):
    weights = effective_weights()
    steps = {"policy": scores.policy - 1, "novelty": scores.novelty - 1, "impact": scores.impact - 1}
    steps["effort"] = 5 - scores.effort
    exact = sum(weights[criterion] * 25 * steps[criterion] for criterion in CRITERIA)
    assert Fraction(score_proposal(scores).priority) == exact
