from fractions import Fraction

import pytest

from committee import results
from committee.counts import CollegeCount, Outcome, Rules
from committee.results import Publication, describe, publishable_counts, rule_sentences
from committee.tally import tally

NAMES = {"direction": "Direction", "employees": "Employees"}


@pytest.fixture(autouse=True)
def _source_language(monkeypatch):
    monkeypatch.setattr(results, "gettext", lambda text: text)
    monkeypatch.setattr(results, "ngettext", lambda one, many, n: one if n == 1 else many)


def count(code, yes, no, abstain=0, **options):
    present = yes + no + abstain
    return CollegeCount(code, present, present, yes, no, abstain, **options)


def result(first, second, reading=1, **rules):
    return tally([count("direction", *first), count("employees", *second)], Rules(**rules), reading)


def test_a_secret_poll_with_a_small_college_publishes_pooled_counts_only():
    small = result((4, 0), (6, 2), visibility="secret")
    assert publishable_counts(small) == Publication(Outcome.ADOPTED, (10, 2, 0), None)


def test_other_polls_publish_the_counts_of_each_college():
    for visibility, first in (("secret", (4, 1)), ("hidden", (4, 0)), ("named", (1, 0))):
        told = result(first, (6, 2), visibility=visibility)
        assert publishable_counts(told).colleges == tuple(college.count for college in told.colleges)


def test_a_result_is_told_with_its_rule_and_its_colleges():
    told = describe(result((4, 1), (6, 1, 1)), NAMES)
    assert told.outcome == "The proposal is adopted."
    assert told.rule == (
        "The proposal must be adopted in each college.",
        "Majority: more votes for than against.",
    )
    assert told.colleges == (
        "Direction: 4 for, 1 against, 0 abstentions.",
        "Employees: 6 for, 1 against, 1 abstention.",
    )


def test_what_happened_in_a_college_is_told():
    tied = tally([count("direction", 3, 3, president_choice="yes"), count("employees", 4, 4)], Rules())
    assert describe(tied, NAMES).colleges == (
        "Direction: 3 for, 3 against, 0 abstentions.",
        "Direction: a tie, settled by its president’s vote.",
        "Employees: 4 for, 4 against, 0 abstentions.",
        "Employees: a tie.",
    )
    silent = result((1, 0, 5), (6, 2), combination="lead_college")
    assert describe(silent, NAMES).colleges == (
        "Direction: 1 for, 0 against, 5 abstentions.",
        "Direction: too few votes for or against to decide.",
        "Employees: 6 for, 2 against, 0 abstentions.",
        "Employees: for advice only.",
    )


@pytest.mark.parametrize(
    ("first", "second", "reading", "sentence"),
    [
        ((1, 4), (2, 6), 1, "The proposal is not adopted."),
        ((3, 3), (6, 2), 1, "A tie: a short discussion, then a second vote."),
        ((4, 2), (3, 5), 1, "The colleges disagree: a short discussion, then a second vote."),
        (
            (1, 0, 5),
            (6, 2),
            1,
            "Too few votes for or against (half of those present needed): a short discussion, then a second vote.",
        ),
        ((3, 3), (6, 2), 2, "Still a tie: the proposal is put off to a later session."),
        ((4, 2), (3, 5), 2, "The colleges still disagree: the proposal is put off to a later session."),
        (
            (1, 0, 5),
            (6, 2),
            2,
            "Still too few votes for or against: the proposal is put off to a later session.",
        ),
    ],
)
def test_every_outcome_has_its_sentence(first, second, reading, sentence):
    assert describe(result(first, second, reading), NAMES).outcome == sentence


def test_a_small_secret_college_is_not_betrayed_by_the_words_either():
    told = describe(result((2, 2), (6, 2), visibility="secret"), NAMES)
    assert told.outcome == "No clear answer: a short discussion, then a second vote."
    assert told.colleges == ()
    later = describe(result((2, 2), (6, 2), reading=2, visibility="secret"), NAMES)
    assert later.outcome == "Still no clear answer: the proposal is put off to a later session."


@pytest.mark.parametrize(
    ("rules", "sentences"),
    [
        (
            Rules(combination="pooled", base="present"),
            (
                "The votes of all colleges are counted together.",
                "Majority: more than half of the members present.",
            ),
        ),
        (
            Rules(combination="equal_weight", majority="qualified"),
            (
                "Each college weighs the same, whatever its size.",
                "Majority: at least 2/3 of the votes for or against.",
            ),
        ),
        (
            Rules(combination="lead_college", base="enrolled", majority="qualified", share=Fraction(3, 4)),
            (
                "The college “Direction” decides, the others give their opinion.",
                "Majority: at least 3/4 of the members entitled to vote.",
            ),
        ),
    ],
)
def test_the_rule_applied_is_named(rules, sentences):
    assert rule_sentences(rules, NAMES, "direction") == sentences


def test_a_college_without_a_name_is_shown_by_its_code():
    assert describe(result((4, 1), (6, 2))).colleges[0].startswith("direction: 4 for")
