"""What a series and a change may say."""

import pytest
from django.utils import translation

from ideas.enums import ClaimLevel
from parkour.indicators.claims import (
    Assurance,
    Direction,
    Variation,
    assurance_of,
    claim_of,
    claim_of_waves,
    sentence_of,
    variation_of,
)
from parkour.indicators.control_charts import limits_of, phases_of
from parkour.indicators.proportions import newcombe

CSAT = [82, 79, 85, 81, 80, 84, 78, 83, 82, 80, 81, 84]  # mean 81.6, limits 72.9 and 90.3
LEVEL = [81, 82, 81, 83, 80, 82, 81]


@pytest.mark.parametrize(
    ("after", "level"),
    [
        ([83] * 7, ClaimLevel.DEMONSTRATED),
        ([80, 91, 92, 91, 92, 91, 92], ClaimLevel.DEMONSTRATED),
        ([81, 82, 81, 91, 80, 82, 81], ClaimLevel.PROBABLE),
        ([81, 88, 88, 81, 80, 82, 81], ClaimLevel.PROBABLE),
        (LEVEL, ClaimLevel.NO_SIGNAL),
        ([80] * 7, ClaimLevel.ADVERSE),
        ([81, 82, 81, 72, 80, 82, 81], ClaimLevel.ADVERSE),
        ([83] * 6, ClaimLevel.INSUFFICIENT),
        ([], ClaimLevel.INSUFFICIENT),
    ],
)
def test_what_a_change_may_claim(after, level):
    assert claim_of(CSAT, after, Direction.UP).level == level


def test_a_rise_of_what_should_fall_is_a_deterioration():
    assert claim_of(CSAT, [83] * 7, Direction.DOWN).level == ClaimLevel.ADVERSE
    assert claim_of(CSAT, [80] * 7, Direction.DOWN).level == ClaimLevel.DEMONSTRATED


def test_eleven_points_before_are_not_enough():
    assert claim_of(CSAT[1:], [83] * 7, Direction.UP).level == ClaimLevel.INSUFFICIENT


@pytest.mark.parametrize(("distance", "shared"), [(4, True), (-4, True), (5, False)])
def test_another_change_within_four_points_shares_the_cause_and_nothing_is_claimed(distance, shared):
    claim = claim_of(CSAT, [83] * 7, Direction.UP, others=[distance])
    assert claim.shared is shared
    assert claim.level == (ClaimLevel.INSUFFICIENT if shared else ClaimLevel.DEMONSTRATED)


def test_without_a_signal_there_is_no_cause_to_share():
    claim = claim_of(CSAT, LEVEL, Direction.UP, others=[1])
    assert (claim.level, claim.shared) == (ClaimLevel.NO_SIGNAL, False)


def test_two_waves_claim_nothing_when_the_interval_holds_zero_and_never_more_than_probable():
    small, large = newcombe(24, 30, 27, 30), newcombe(240, 300, 270, 300)
    assert claim_of_waves(small, Direction.UP) == ClaimLevel.NO_SIGNAL
    assert claim_of_waves(large, Direction.UP) == ClaimLevel.PROBABLE
    assert claim_of_waves(large, Direction.DOWN) == ClaimLevel.ADVERSE


@pytest.mark.parametrize(
    ("tail", "direction", "variation"),
    [
        ([91], Direction.UP, Variation.IMPROVING),
        ([91], Direction.DOWN, Variation.CONCERNING),
        ([91, 82, 81], Direction.UP, Variation.COMMON),
        ([70, 71, 72, 73, 74, 75, 76], Direction.UP, Variation.CONCERNING),
    ],
)
def test_the_icon_of_variation_is_about_the_last_point(tail, direction, variation):
    assert variation_of(phases_of(CSAT + tail)[0], direction) == variation


@pytest.mark.parametrize(
    ("target", "up", "down"),
    [
        (70, Assurance.ALWAYS, Assurance.NEVER),
        (82, Assurance.SOMETIMES, Assurance.SOMETIMES),
        (95, Assurance.NEVER, Assurance.ALWAYS),
        (None, None, None),
    ],
)
def test_the_icon_of_assurance_says_on_which_side_of_the_limits_the_target_is(target, up, down):
    limits = limits_of(CSAT)
    assert assurance_of(limits, target, Direction.UP) == up
    assert assurance_of(limits, target, Direction.DOWN) == down
    assert assurance_of(limits_of(CSAT[:6]), target, Direction.UP) is None


def test_the_icons_are_said_in_a_plain_sentence_in_both_languages():
    with translation.override("en"):
        said = sentence_of(Variation.COMMON, Assurance.SOMETIMES, provisional=False)
    assert said == (
        "The last values vary as they always did: nothing has changed. "
        "As things are, the target is reached or missed by chance."
    )
    with translation.override("fr"):
        assert "provisoires" in sentence_of(Variation.IMPROVING, None, provisional=True)
        assert sentence_of(None, None, provisional=True).startswith("Trop peu de points pour voir un changement.")
