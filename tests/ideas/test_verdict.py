from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ideas import verdict as module
from ideas.enums import OpinionReason
from ideas.scoring import Band, MeanScores, Scores
from ideas.verdict import (
    EffortWord,
    ImpactWord,
    SecondOpinion,
    effort_word,
    impact_word,
    is_drawn,
    opinion_reason,
    second_opinion,
    verdict,
)


def test_a_listed_proposal_near_the_threshold_says_so_and_suggests_a_quick_win():
    result = verdict(Scores(3, 1, 3, 1))
    assert result.score.priority == Decimal(52)
    assert result.band is Band.REWORK
    assert (result.impact, result.effort) == (ImpactWord.MODERATE, EffortWord.LIGHT)
    assert (result.grey_zone, result.quick_win) == (True, True)
    assert (result.big_project, result.needs_info) == (False, False)


def test_more_raters_narrow_the_grey_zone():
    assert verdict(Scores(2, 2, 4, 3), raters=1).grey_zone
    assert verdict(Scores(4, 2, 4, 4), raters=1).score.priority == Decimal(57)
    near = Scores(3, 3, 3, 4)  # P = 45, ten points below
    assert not verdict(near).grey_zone
    closer = Scores(4, 1, 4, 2)  # P = 63, eight points above
    assert verdict(closer, raters=1).grey_zone
    assert not verdict(closer, raters=2).grey_zone


def test_one_missing_criterion_keeps_the_band_and_two_ask_for_more_information():
    one = verdict(Scores(policy=4, novelty=None, impact=4, effort=2))
    assert (one.band, one.needs_info) == (Band.PRIORITY, False)
    two = verdict(Scores(policy=4, impact=4))
    assert (two.band, two.needs_info, two.grey_zone) == (None, True, False)


def test_a_feedback_gets_words_but_no_band_and_no_hint():
    result = verdict(Scores(policy=4, impact=5), "feedback")
    assert result.band is None
    assert result.impact is ImpactWord.STRONG
    assert (result.quick_win, result.big_project, result.needs_info, result.grey_zone) == (False,) * 4
    assert result.score.value == Decimal("90.62")


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="'idea'"):
        verdict(Scores(1, 1, 1, 1), "idea")


@pytest.mark.parametrize(
    ("level", "impact", "effort"),
    [
        (1, "low", "light"),
        (2, "low", "light"),
        (Fraction(5, 2), "low", "light"),
        (Fraction(8, 3), "moderate", "medium"),
        (3, "moderate", "medium"),
        (Fraction(7, 2), "strong", "heavy"),
        (4, "strong", "heavy"),
        (5, "strong", "heavy"),
        (None, "unknown", "unknown"),
    ],
)
def test_words_follow_the_halves_of_the_matrix(level, impact, effort):
    assert impact_word(level) == impact
    assert effort_word(level) == effort


def test_a_consensus_of_means_gets_a_verdict():
    result = verdict(MeanScores(Fraction(7, 2), 2, Fraction(9, 2), Fraction(3, 2)), raters=2)
    assert result.score.priority == Decimal("71.50")
    assert result.band is Band.PRIORITY


@settings(deadline=None)
@given(st.sampled_from(ImpactWord), st.sampled_from(EffortWord))
def test_every_pair_of_words_has_its_sentence(impact, effort):
    assert (impact, effort) in module._SENTENCES
    assert impact in module._FEEDBACK_SENTENCES
    assert impact.label is not None
    assert effort.label is not None


@pytest.mark.parametrize(
    ("priority", "situation", "expected"),
    [
        ("80", {}, SecondOpinion.NOT_NEEDED),
        ("70", {}, SecondOpinion.NOT_NEEDED),
        ("65", {}, SecondOpinion.REQUESTED),
        ("45", {}, SecondOpinion.REQUESTED),
        ("44.99", {}, SecondOpinion.NOT_NEEDED),
        ("80", {"low_confidence": True}, SecondOpinion.REQUESTED),
        ("80", {"double_scored": 29}, SecondOpinion.REQUESTED),
        ("80", {"own_idea": True}, SecondOpinion.REQUIRED),
        ("80", {"appeal": True}, SecondOpinion.REQUIRED),
    ],
)
def test_a_second_opinion_blocks_only_for_ones_own_idea_or_an_appeal(priority, situation, expected):
    assert second_opinion(Decimal(priority), **situation) is expected


def test_a_second_opinion_without_priority_is_not_asked_for_nearness():
    assert second_opinion(None) is SecondOpinion.NOT_NEEDED


@pytest.mark.parametrize(
    ("priority", "situation", "expected"),
    [
        ("80", {}, None),
        ("80", {"author_on_desk": True, "low_confidence": True}, OpinionReason.DESK_AUTHOR),
        ("60", {"low_confidence": True}, OpinionReason.UNSURE),
        ("60", {"drawn": True}, OpinionReason.NEAR),
        ("80", {"drawn": True, "double_scored": 3}, OpinionReason.DRAWN),
        ("80", {"double_scored": 29}, OpinionReason.FEW),
        ("80", {"double_scored": 30}, None),
    ],
)
def test_the_first_rule_that_holds_says_why_somebody_else_is_asked(priority, situation, expected):
    assert opinion_reason(Decimal(priority), **situation) == expected


def test_the_lot_falls_on_one_in_ten_and_always_on_the_same():
    drawn = [reference for reference in (f"PKR-2026-{n:04}" for n in range(2000)) if is_drawn(reference)]
    assert 150 < len(drawn) < 260
    assert all(is_drawn(reference) for reference in drawn)
