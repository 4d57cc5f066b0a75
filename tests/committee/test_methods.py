"""Counting by another method than for and against: golden vectors, and a second count that shares nothing."""

from fractions import Fraction
from itertools import cycle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from committee.counts import Cause, Outcome
from committee.enums import Stance
from committee.methods.advice import count_dots, count_temperature
from committee.methods.approval import count_approval
from committee.methods.box import Box
from committee.methods.consent import count_consent, count_together
from committee.methods.judgment import complete, count_judgment, majority_values, ranks

DIRECTION = {"V1": [4, 4, 3, 2, 2, 1], "V2": [3, 3, 3, 3, 2, 2]}
EMPLOYEES = {"V1": [4, 3, 3, 3, 2, 2, 1, 1, 0, 0], "V2": [3, 3, 3, 2, 2, 2, 2, 2, 1, 1]}


def box(code, answers, present=None):
    answers = tuple(answers)
    return Box(code, max(len(answers), present or 0), len(answers) if present is None else present, answers)


def graded(code, *columns, present=None):
    """Ballots of a college, given variant by variant."""
    return box(code, ({"grades": list(row)} for row in zip(*columns, strict=True)), present)


def golden(reading=1):
    boxes = [graded("direction", *DIRECTION.values()), graded("employees", *EMPLOYEES.values())]
    return count_judgment(boxes, 2, reading=reading)


# --- Majority judgment ------------------------------------------------------------------------------------


def test_the_golden_vector_of_majority_judgment_has_sixty_grades_each_and_the_second_variant_wins():
    counted = golden()
    profiles = [option["profile"] for option in counted.options]
    assert [sum(profile) for profile in profiles] == [60, 60]
    assert [option["grade"] for option in counted.options] == [2, 2]
    first, second = map(removed_from, profiles)
    assert first[:8] == [2, 2, 2, 2, 2, 2, 2, 3]
    assert second[:4] == [2, 2, 2, 3]
    assert (counted.outcome, counted.winners) == (Outcome.ADOPTED, (2,))


@pytest.mark.parametrize("rows", [DIRECTION, EMPLOYEES])
def test_the_second_variant_wins_in_each_college_alone(rows):
    assert count_judgment([graded("one", *rows.values())], 2).winners == (2,)


def test_equal_grades_are_an_exact_tie_and_both_are_first():
    counted = count_judgment([graded("one", [3, 3, 2], [3, 2, 3])], 2)
    assert [option["rank"] for option in counted.options] == [1, 1]
    assert (counted.outcome, counted.cause, counted.winners) == (Outcome.SECOND_READING, Cause.TIE, ())
    again = count_judgment([graded("one", [3, 3, 2], [3, 2, 3])], 2, reading=2)
    assert (again.outcome, again.cause) == (Outcome.DEFERRED, Cause.TIE)


def test_of_an_even_number_the_lower_median_is_the_grade():
    counted = count_judgment([graded("one", [0, 4], [1, 2])], 2, passing=0)
    assert [option["grade"] for option in counted.options] == [0, 1]
    assert counted.winners == (2,)


def test_a_ballot_without_all_grades_is_an_abstention_unless_the_rule_says_the_worst():
    assert complete([3, None]) is None
    assert complete([3, None], "worst") == (3, 0)
    assert complete([None, None], "worst") is None
    counted = count_judgment([graded("one", [4, 4, None], [3, 3, 4])], 2)
    assert counted.colleges["one"] == {"ballots": 3, "present": 3, "enrolled": 3, "graded": 2, "abstain": 1}
    assert sum(counted.options[0]["profile"]) == 2


def test_too_few_complete_ballots_decide_nothing():
    counted = count_judgment([graded("one", [4, None, None], [3, 4, 4])], 2)
    assert (counted.outcome, counted.cause) == (Outcome.SECOND_READING, Cause.NOT_DECISIVE)
    assert count_judgment([graded("one", [4], [3], present=3)], 2).cause is Cause.NOT_DECISIVE
    assert count_judgment([graded("one", [], [], present=3)], 2).cause is Cause.NOT_DECISIVE


def test_nothing_is_retained_below_fair_or_against_more_than_half_of_one_college():
    poor = count_judgment([graded("one", [1, 1, 4], [0, 0, 0])], 2)
    assert (poor.outcome, poor.cause, poor.winners) == (Outcome.DEFERRED, Cause.NONE_RETAINED, ())
    liked = [4] * 9
    refused = count_judgment([graded("a", liked, [0] * 9), graded("b", [0, 0, 4], [1, 1, 1])], 2)
    assert refused.options[0]["grade"] == 4
    assert refused.cause is Cause.NONE_RETAINED


def removed_one_by_one(grades):
    """The definition itself: take a lower median away, again and again."""
    left, order = sorted(grades), []
    while left:
        order.append(left.pop((len(left) - 1) // 2))
    return order


def removed_from(profile):
    return removed_one_by_one([grade for grade, times in enumerate(profile) for _one in range(times)])


@settings(max_examples=300)
@given(
    st.integers(0, 40).flatmap(
        lambda number: st.lists(st.lists(st.integers(0, 6), min_size=number, max_size=number), min_size=1, max_size=5)
    )
)
def test_the_ranks_are_those_of_removal_grade_by_grade(rows):
    values = majority_values([[row.count(grade) for grade in range(7)] for row in rows])
    orders = [removed_one_by_one(row) for row in rows]
    assert ranks(values) == [1 + sum(other > order for other in orders) for order in orders]


ballots = st.integers(1, 4).flatmap(
    lambda options: st.tuples(
        st.just(options),
        st.lists(
            st.lists(st.lists(st.one_of(st.integers(0, 4), st.none()), min_size=options, max_size=options), max_size=9),
            min_size=1,
            max_size=3,
        ),
    )
)


@settings(max_examples=300)
@given(ballots)
def test_a_second_count_by_copies_of_whole_ballots_finds_the_same(drawn):
    """Colleges are made equal by writing their ballots out as often as needed, not by multiplying counts."""
    options, colleges = drawn
    boxes = [box(str(number), ({"grades": row} for row in rows)) for number, rows in enumerate(colleges)]
    counted = count_judgment(boxes, options)
    full = [[row for row in rows if None not in row] for rows in colleges]
    if any(2 * len(rows) < len(all_rows) or not rows for rows, all_rows in zip(full, colleges, strict=True)):
        assert counted.cause is Cause.NOT_DECISIVE
        return
    longest = 1
    for rows in full:
        while longest % len(rows):
            longest += 1
        longest = next(n for n in range(longest, longest * 400) if all(n % len(done) == 0 for done in full))
    sheets = [row for rows in full for row, _n in zip(cycle(sorted(rows)), range(longest), strict=False)]
    orders = [removed_one_by_one([row[place] for row in sheets]) for place in range(options)]
    best = [place + 1 for place, order in enumerate(orders) if order == max(orders)]
    assert [option["rank"] for option in counted.options] == [
        1 + sum(other > order for other in orders) for order in orders
    ]
    able = [
        place
        for place in best
        if orders[place - 1][0] >= 2 and all(sum(row[place - 1] == 0 for row in rows) * 2 <= len(rows) for rows in full)
    ]
    assert list(counted.winners) == (able if len(able) == 1 else [])


def test_ranks_of_equal_values_are_equal():
    assert ranks([(2, 1), (2, 2), (2, 2), (1,)]) == [3, 1, 1, 4]


# --- Approval ------------------------------------------------------------------------------------------------


def approving(code, *rows, present=None):
    return box(code, ({"approved": list(row)} for row in rows), present)


def test_a_score_is_the_mean_of_the_shares_of_the_colleges():
    counted = count_approval([approving("a", [1], [1, 2], []), approving("b", [1], [2])], 2, choose=1)
    assert [option["score"] for option in counted.options] == [[7, 12], [5, 12]]
    assert counted.winners == (1,)


def test_half_of_the_score_and_a_third_of_each_college_are_needed():
    lopsided = count_approval([approving("a", [1], [1], [1]), approving("b", [], [], [], [1])], 1, choose=1)
    assert Fraction(*lopsided.options[0]["score"]) == Fraction(5, 8)
    assert (lopsided.outcome, lopsided.cause) == (Outcome.DEFERRED, Cause.NONE_RETAINED)
    enough = count_approval([approving("a", [1], [1], [1]), approving("b", [], [], [1])], 1, choose=1)
    assert enough.winners == (1,)


def test_equal_scores_on_the_last_place_are_all_retained():
    counted = count_approval([approving("a", [1, 2, 3], [2, 3], [2, 3])], 3, choose=1)
    assert counted.winners == (2, 3)
    assert count_approval([approving("a", [1, 2, 3], [2, 3], [2, 3])], 3, choose=2).winners == (2, 3)


def test_too_few_voters_choose_nothing():
    assert count_approval([approving("a", [1], present=3)], 1, 1).cause is Cause.NOT_DECISIVE
    assert count_approval([approving("a", [1]), approving("b", present=2)], 1, 1, reading=2).outcome is Outcome.DEFERRED


@settings(max_examples=300)
@given(
    st.lists(st.lists(st.sets(st.integers(1, 4)), min_size=1, max_size=7), min_size=1, max_size=3), st.integers(1, 4)
)
def test_a_second_count_of_approvals_in_common_denominators_finds_the_same(colleges, choose):
    boxes = [approving(str(number), *map(sorted, rows)) for number, rows in enumerate(colleges)]
    counted = count_approval(boxes, 4, choose)
    product = 1
    for rows in colleges:
        product *= len(rows)
    points, able = {}, []
    for option in range(1, 5):
        votes = [sum(option in row for row in rows) for rows in colleges]
        points[option] = sum(v * product // len(rows) for v, rows in zip(votes, colleges, strict=True))
        in_each = all(3 * v >= len(rows) for v, rows in zip(votes, colleges, strict=True))
        if 2 * points[option] >= product * len(colleges) and in_each:
            able.append(option)
    places = {option: sum(points[other] > points[option] for other in able) for option in able}
    assert set(counted.winners) == {option for option in able if places[option] < choose}


# --- Consent, lots, advice ------------------------------------------------------------------------------------


def saying(code, *stances, present=None):
    return box(code, ({"stance": s, "words": "parce que" if s == Stance.OBJECTION else ""} for s in stances), present)


def test_consent_needs_answers_and_no_objection():
    agreed = count_consent([saying("a", "agree", "reserve"), saying("b", "agree")])
    assert (agreed.outcome, agreed.words) == (Outcome.ADOPTED, ())
    objected = count_consent([saying("a", "agree", "objection"), saying("b", "agree", present=9)])
    assert (objected.outcome, objected.cause) == (Outcome.SECOND_READING, Cause.OBJECTION)
    assert objected.words == ({"stance": "objection", "words": "parce que"},)
    silent = count_consent([saying("a", "agree", present=3), saying("b", "agree")])
    assert (silent.outcome, silent.cause) == (Outcome.SECOND_READING, Cause.NOT_DECISIVE)


def test_a_lot_is_adopted_unless_somebody_objects_and_silence_objects_to_nothing():
    quiet = count_together([box("a", [{"objects": False}], 5), box("b", [], 4)])
    assert quiet.outcome is Outcome.ADOPTED
    one = count_together([box("a", [{"objects": False}], 5), box("b", [{"objects": True}], 4)])
    assert (one.outcome, one.cause, one.colleges["b"]["objections"]) == (Outcome.SECOND_READING, Cause.OBJECTION, 1)


def test_dots_and_temperature_decide_nothing():
    dots = count_dots([box("a", [{"dots": [2, 1]}, {"dots": [0, 2]}])], 2)
    assert (dots.outcome, [option["dots"] for option in dots.options]) == (None, [{"a": 2}, {"a": 3}])
    warm = count_temperature([box("a", [{"degree": 5}, {"degree": 1}, {"degree": 2}, {"degree": 5}]), box("b", [])])
    assert warm.outcome is None
    assert [row["median"] for row in warm.colleges.values()] == [2, None]


def test_a_count_without_a_college_is_a_mistake():
    for count in (count_consent, count_together, count_temperature):
        with pytest.raises(ValueError, match="at least one college"):
            count([])
    with pytest.raises(ValueError, match="more ballots"):
        Box("a", 1, 1, ({}, {}))
