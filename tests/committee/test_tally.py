from dataclasses import replace
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from committee.counts import (
    Base,
    Cause,
    CollegeCount,
    Combination,
    Majority,
    Outcome,
    Rules,
    Visibility,
    open_quorum,
    quorum_met,
)
from committee.tally import tally


def direction(yes, no, abstain=0, present=None, **options):
    present = yes + no + abstain if present is None else present
    return CollegeCount("direction", present, present, yes, no, abstain, **options)


def employees(yes, no, abstain=0, present=None, **options):
    present = yes + no + abstain if present is None else present
    return CollegeCount("employees", present, present, yes, no, abstain, **options)


def answer(*counts, reading=1, **rules):
    result = tally(counts, Rules(**rules), reading)
    return result.outcome, result.cause


ADOPTED = (Outcome.ADOPTED, None)
NOT_ADOPTED = (Outcome.NOT_ADOPTED, None)


def again(cause):
    return Outcome.SECOND_READING, cause


def put_off(cause):
    return Outcome.DEFERRED, cause


def test_golden_both_colleges_for():
    assert answer(direction(4, 1, 1), employees(6, 2, 0)) == ADOPTED


def test_golden_tie_broken_by_the_president_unless_the_poll_is_secret():
    counts = direction(3, 3, president_choice="yes"), employees(6, 2)
    result = tally(counts)
    assert result.outcome is Outcome.ADOPTED
    first = result.colleges[0]
    assert (first.tied, first.broken_by_casting_vote, first.adopted, first.decisive) == (True,) * 4
    assert answer(*counts, visibility="named") == ADOPTED
    assert answer(*counts, visibility="secret") == again(Cause.TIE)
    assert answer(*counts, visibility="secret", reading=2) == put_off(Cause.TIE)


def test_golden_colleges_that_disagree():
    counts = direction(4, 2), employees(3, 5)
    assert answer(*counts) == again(Cause.DISAGREEMENT)
    assert answer(*counts, reading=2) == put_off(Cause.DISAGREEMENT)
    assert answer(*counts, combination="equal_weight") == ADOPTED  # (4/6 + 3/8) / 2 = .5208
    assert answer(*counts, combination="pooled") == again(Cause.TIE)  # 7 to 7
    assert answer(*counts, combination="equal_weight", majority="qualified") == NOT_ADOPTED


def test_golden_too_few_votes_cast_decide_nothing():
    silent = direction(1, 0, 5)
    result = tally([silent, employees(6, 2)])
    assert not result.colleges[0].decisive
    assert not result.colleges[0].adopted
    assert (result.outcome, result.cause) == again(Cause.NOT_DECISIVE)
    assert answer(silent, employees(6, 2), reading=2) == put_off(Cause.NOT_DECISIVE)


@pytest.mark.parametrize(
    ("expressed", "present", "decisive"),
    [(3, 6, True), (2, 6, False), (3, 5, True), (2, 5, False), (0, 0, False)],
)
def test_a_college_decides_from_half_of_those_present(expressed, present, decisive):
    count = CollegeCount("direction", 8, present, expressed, 0, 0)
    assert tally([count]).colleges[0].decisive is decisive


def test_latecomers_who_voted_count_as_present():
    count = CollegeCount("direction", 8, 2, 1, 0, 5)
    assert not tally([count]).colleges[0].decisive
    assert answer(replace(count, yes=3, abstain=3), base="present") == NOT_ADOPTED


def test_a_no_of_both_colleges_is_final_at_once():
    assert answer(direction(1, 4), employees(2, 6)) == NOT_ADOPTED


def test_the_president_may_break_a_tie_with_a_no():
    assert answer(direction(3, 3, president_choice="no"), employees(2, 6)) == NOT_ADOPTED
    assert answer(direction(3, 3, president_choice="no"), employees(6, 2)) == again(Cause.DISAGREEMENT)


@pytest.mark.parametrize(("choice", "casting_vote"), [(None, True), ("abstain", True), ("yes", False), ("no", False)])
def test_a_tie_stays_when_nobody_breaks_it(choice, casting_vote):
    counts = direction(3, 3, 1, president_choice=choice), employees(6, 2)
    assert answer(*counts, casting_vote=casting_vote) == again(Cause.TIE)
    assert answer(*counts, casting_vote=casting_vote, reading=2) == put_off(Cause.TIE)


def test_at_the_second_reading_a_clear_no_beside_a_silent_college_is_a_no():
    counts = direction(1, 4), employees(1, 0, 7)
    assert answer(*counts) == again(Cause.NOT_DECISIVE)
    assert answer(*counts, reading=2) == NOT_ADOPTED
    assert answer(direction(1, 0, 5), employees(1, 0, 7), reading=2) == put_off(Cause.NOT_DECISIVE)
    assert answer(direction(1, 4), employees(4, 4), reading=2) == put_off(Cause.TIE)
    assert answer(direction(4, 1), employees(1, 0, 7), reading=2) == put_off(Cause.NOT_DECISIVE)


@pytest.mark.parametrize(("yes", "no", "adopted"), [(4, 2, True), (3, 2, False), (2, 1, True), (6, 4, False)])
def test_a_qualified_majority_is_two_thirds_rounded_up(yes, no, adopted):
    result = tally([direction(yes, no)], Rules(majority="qualified"))
    assert result.colleges[0].adopted is adopted
    assert result.outcome is (Outcome.ADOPTED if adopted else Outcome.NOT_ADOPTED)


def test_no_casting_vote_reaches_a_qualified_majority():
    result = tally([direction(3, 3, president_choice="yes")], Rules(majority="qualified"))
    assert (result.outcome, result.colleges[0].tied) == (Outcome.NOT_ADOPTED, False)


def test_the_base_changes_the_answer():
    count = CollegeCount("direction", 10, 8, 4, 2, 2)
    assert answer(count, base="expressed") == ADOPTED
    assert answer(count, base="present") == NOT_ADOPTED
    assert answer(replace(count, yes=5, abstain=1), base="present") == ADOPTED
    assert answer(replace(count, yes=5, abstain=1), base="enrolled") == NOT_ADOPTED
    assert answer(replace(count, yes=6, abstain=0), base="enrolled") == ADOPTED


def test_the_leading_college_decides_and_the_other_advises():
    counts = direction(1, 4), employees(6, 2)
    assert answer(*counts, combination="lead_college") == NOT_ADOPTED
    assert answer(*counts, combination="lead_college", lead="employees") == ADOPTED
    result = tally(counts, Rules(combination="lead_college"))
    assert [college.advisory for college in result.colleges] == [False, True]
    tied = direction(3, 3, president_choice="yes"), employees(0, 8)
    assert answer(*tied, combination="lead_college") == ADOPTED
    assert answer(direction(3, 3), employees(8, 0), combination="lead_college") == again(Cause.TIE)
    with pytest.raises(ValueError, match="'staff' has not voted"):
        tally(counts, Rules(combination="lead_college", lead="staff"))


def test_pooled_and_equal_weight_need_enough_votes_cast_and_know_no_casting_vote():
    silent = direction(1, 0, 5), employees(1, 0, 7)
    assert answer(*silent, combination="pooled") == again(Cause.NOT_DECISIVE)
    assert answer(*silent, combination="equal_weight", reading=2) == put_off(Cause.NOT_DECISIVE)
    even = direction(3, 3, president_choice="yes"), employees(4, 4, president_choice="yes")
    assert answer(*even, combination="pooled") == again(Cause.TIE)
    assert answer(*even, combination="equal_weight", reading=2) == put_off(Cause.TIE)
    assert answer(direction(1, 4), employees(2, 6), combination="pooled", reading=2) == NOT_ADOPTED


def everyone(yes, no, entitled=300, abstain=0):
    return CollegeCount("employees", entitled, 0, yes, no, abstain, is_open=True)


@pytest.mark.parametrize(("entitled", "needed"), [(0, 20), (120, 20), (200, 20), (201, 21), (300, 30), (305, 31)])
def test_the_quorum_of_an_open_college(entitled, needed):
    assert open_quorum(entitled) == needed


def test_an_open_college_binds_from_its_quorum_on():
    assert answer(direction(4, 1), everyone(12, 18)) == again(Cause.DISAGREEMENT)
    assert answer(direction(4, 1), everyone(12, 17)) == ADOPTED
    result = tally([direction(4, 1), everyone(12, 17)])
    assert [college.advisory for college in result.colleges] == [False, True]
    assert answer(direction(4, 1), everyone(12, 10, abstain=8)) == ADOPTED


def test_a_tie_of_an_open_college_is_a_no():
    assert answer(direction(1, 4), everyone(20, 20)) == NOT_ADOPTED
    assert answer(direction(4, 1), everyone(20, 20), reading=2) == put_off(Cause.DISAGREEMENT)


def test_an_open_college_alone_below_its_quorum_decides_nothing():
    assert answer(everyone(5, 0)) == again(Cause.NOT_DECISIVE)
    assert answer(everyone(5, 0), reading=2) == put_off(Cause.NOT_DECISIVE)


@pytest.mark.parametrize(
    ("seats", "present", "recused", "met"),
    [
        (6, 3, 0, True),
        (6, 2, 0, False),
        (5, 3, 0, True),
        (5, 2, 0, False),
        (5, 2, 1, True),
        (6, 2, 1, False),
        (2, 0, 2, False),
        (0, 0, 0, False),
    ],
)
def test_the_quorum_leaves_recused_members_out_of_both_sides(seats, present, recused, met):
    assert quorum_met(seats, present, recused) is met


def test_a_quorum_with_more_people_than_seats_is_refused():
    with pytest.raises(ValueError, match="cannot exceed the seats"):
        quorum_met(5, 5, 1)


@pytest.mark.parametrize(
    "count",
    [
        {"yes": -1},
        {"yes": 1.0},
        {"yes": True},
        {"yes": 4, "no": 3},
        {"present": 7},
        {"president_choice": "maybe"},
    ],
)
def test_impossible_counts_are_refused(count):
    with pytest.raises(ValueError, match="direction: "):
        CollegeCount(**{"code": "direction", "enrolled": 6, "present": 6, "yes": 0, "no": 0} | count)


def test_impossible_rules_and_readings_are_refused():
    for share in (Fraction(1, 2), Fraction(4, 3), 0.66):
        with pytest.raises(ValueError, match="qualified majority"):
            Rules(share=share)
    with pytest.raises(ValueError, match="loud"):
        Rules(visibility="loud")
    with pytest.raises(ValueError, match="at least one college"):
        tally([])
    with pytest.raises(ValueError, match="at least one college"):
        tally([direction(1, 0), direction(0, 1)])
    with pytest.raises(ValueError, match="second reading"):
        tally([direction(1, 0)], reading=3)


@st.composite
def college_counts(draw, code):
    enrolled = draw(st.integers(0, 12))
    present = draw(st.integers(0, enrolled))
    yes = draw(st.integers(0, present))
    no = draw(st.integers(0, present - yes))
    abstain = draw(st.integers(0, present - yes - no))
    choice = draw(st.sampled_from(["yes", "no", "abstain", None]))
    return CollegeCount(code, enrolled, present, yes, no, abstain, choice)


rules = st.builds(
    Rules,
    visibility=st.sampled_from(Visibility),
    base=st.sampled_from(Base),
    majority=st.sampled_from(Majority),
    share=st.sampled_from([Fraction(2, 3), Fraction(3, 5), Fraction(3, 4), Fraction(1)]),
    combination=st.sampled_from(Combination),
    casting_vote=st.booleans(),
)


def recount(counts, rule, reading):
    """The same rules, written again from their text in another way."""
    clear_answer = {"double_majority": recount_colleges, "lead_college": recount_colleges}.get(
        rule.combination, recount_shares
    )(counts if rule.combination != "lead_college" else counts[:1], rule)
    if clear_answer in ("adopted", "not_adopted"):
        return clear_answer
    if reading == 1:
        return "second_reading"
    return "not_adopted" if clear_answer == "no_but_silent" else "deferred"


def wanted_votes(base, rule):
    return base // 2 + 1 if rule.majority == "simple" else ceil(rule.share * base)


def recount_colleges(counts, rule):
    words = set()
    for c in counts:
        base = {"expressed": c.yes + c.no, "present": c.present, "enrolled": c.enrolled}[rule.base]
        if c.yes + c.no < max(1, ceil(Fraction(c.present, 2))):
            words.add("silent")
        elif c.yes >= wanted_votes(base, rule):
            words.add("yes")
        elif c.yes == c.no == Fraction(base, 2) and rule.majority == "simple":
            votes = {"yes": "yes", "no": "no"} if rule.casting_vote and rule.visibility != "secret" else {}
            words.add(votes.get(c.president_choice, "tie"))
        else:
            words.add("no")
    table = {("yes",): "adopted", ("no",): "not_adopted", ("no", "silent"): "no_but_silent"}
    return table.get(tuple(sorted(words)), "unclear")


def recount_shares(counts, rule):
    def base_of(c):
        return {"expressed": c.yes + c.no, "present": c.present, "enrolled": c.enrolled}[rule.base]

    groups = [counts] if rule.combination == "pooled" else [[c] for c in counts]
    shares = []
    for group in groups:
        expressed, present = sum(c.yes + c.no for c in group), sum(c.present for c in group)
        if expressed < max(1, ceil(Fraction(present, 2))):
            return "unclear"
        shares.append(Fraction(sum(c.yes for c in group), sum(base_of(c) for c in group)))
    mean = sum(shares) / len(shares)
    if rule.majority == "qualified":
        return "adopted" if mean >= rule.share else "not_adopted"
    return {-1: "not_adopted", 0: "unclear", 1: "adopted"}[(mean > Fraction(1, 2)) - (mean < Fraction(1, 2))]


@settings(deadline=None)
@given(college_counts("direction"), college_counts("employees"), rules, st.sampled_from([1, 2]))
def test_an_independent_recount_agrees(first, second, rule, reading):
    result = tally([first, second], rule, reading)
    assert result.outcome == recount([first, second], rule, reading)
    assert (result.cause is None) == (result.outcome in (Outcome.ADOPTED, Outcome.NOT_ADOPTED))
    assert result.pooled == (first.yes + second.yes, first.no + second.no, first.abstain + second.abstain)


RANK = {Outcome.NOT_ADOPTED: 0, Outcome.SECOND_READING: 1, Outcome.DEFERRED: 1, Outcome.ADOPTED: 2}


@settings(deadline=None)
@given(college_counts("direction"), college_counts("employees"), rules, st.sampled_from([1, 2]))
def test_changing_a_no_into_a_yes_never_harms(first, second, rule, reading):
    changed = min(first.no, 1)
    better = replace(first, yes=first.yes + changed, no=first.no - changed)
    before, after = tally([first, second], rule, reading), tally([better, second], rule, reading)
    assert RANK[after.outcome] >= RANK[before.outcome]


@settings(deadline=None)
@given(college_counts("direction"), college_counts("employees"), rules)
def test_the_second_reading_never_asks_for_a_third(first, second, rule):
    assert tally([first, second], rule, 2).outcome is not Outcome.SECOND_READING
    assert tally([first, second], rule, 1).outcome is not Outcome.DEFERRED


@settings(deadline=None)
@given(college_counts("direction"), college_counts("employees"), rules)
def test_a_secret_poll_never_uses_a_casting_vote(first, second, rule):
    secret = replace(rule, visibility=Visibility.SECRET)
    without = [replace(count, president_choice=None) for count in (first, second)]
    assert tally([first, second], secret).outcome is tally(without, secret).outcome
    assert not any(c.broken_by_casting_vote for c in tally([first, second], secret).colleges)
