"""Weights from swing points. No database."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ideas.scoring import CRITERIA, DEFAULT_RUBRIC, Thresholds, effective_weights
from ideas.swing import points_of, values_from

LIMITS = Thresholds()


def points(policy, novelty, impact, effort):
    return dict(zip(CRITERIA, (policy, novelty, impact, effort), strict=True))


def test_the_default_weights_are_those_of_sixty_forty_a_hundred_and_fifty():
    assert points_of(DEFAULT_RUBRIC) == points(60, 40, 100, 50)
    assert values_from(points(60, 40, 100, 50), LIMITS) == DEFAULT_RUBRIC


def test_equal_points_are_equal_shares_of_the_priority():
    shares = effective_weights(values_from(points(100, 100, 100, 100), LIMITS))
    assert all(abs(float(share) - 0.25) < 0.001 for share in shares.values())


@pytest.mark.parametrize(
    "given_points",
    [
        points(90, 40, 90, 20),
        points(100, 40, -1, 20),
        points(0, 100, 0, 20),
        points(0, 0, 0, 100),
        points(101, 0, 0, 0),
    ],
)
def test_points_that_are_no_weights_are_refused(given_points):
    with pytest.raises(ValueError, match="100 points|Policy and impact"):
        values_from(given_points, LIMITS)


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(CRITERIA), st.lists(st.integers(0, 100), min_size=4, max_size=4))
def test_any_points_give_weights_that_the_database_takes(first, others):
    chosen = dict(zip(CRITERIA, others, strict=True)) | {first: 100}
    if chosen["policy"] or chosen["impact"]:
        values = values_from(chosen, LIMITS)
        weights = (values.weights.policy, values.weights.novelty, values.weights.impact)
        assert (sum(weights), min(weights) >= 0, 0 <= values.lam < 1) == (1, True, True)
        assert all(-weight.as_tuple().exponent <= 3 for weight in (*weights, values.lam))
        total = sum(chosen.values())
        assert all(
            abs(float(share) - chosen[name] / total) < 0.002 for name, share in effective_weights(values).items()
        )
