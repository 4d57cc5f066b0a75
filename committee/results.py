"""What may be told of a counted poll, and in which words. Pure.

Sentences are translated when asked for, in the language then active.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from committee.counts import (
    Base,
    Cause,
    CollegeCount,
    CollegeResult,
    Combination,
    Majority,
    Outcome,
    Result,
    Rules,
    Visibility,
)

SECRET_MIN_BALLOTS = 5


@dataclass(frozen=True)
class Publication:
    """What may be shown. `colleges` is None when a college's counts would betray its members."""

    outcome: Outcome
    pooled: tuple[int, int, int]
    colleges: tuple[CollegeCount, ...] | None


@dataclass(frozen=True)
class Description:
    """A result in sentences; `colleges` is empty when their counts cannot be published."""

    outcome: str
    rule: tuple[str, ...]
    colleges: tuple[str, ...]


def publishable_counts(result: Result) -> Publication:
    """Counts that may be shown: of a secret poll with a college under 5 ballots, the pooled ones only."""
    betrays = result.rules.visibility is Visibility.SECRET and any(
        college.count.ballots < SECRET_MIN_BALLOTS for college in result.colleges
    )
    colleges = None if betrays else tuple(college.count for college in result.colleges)
    return Publication(result.outcome, result.pooled, colleges)


def describe(result: Result, names: Mapping[str, str] | None = None, *, pooled: bool = False) -> Description:
    """Outcome, rule applied and answer of each college, in words. `pooled`: what is counted is all colleges together.

    `names` gives the displayed name of a college by its code; the code itself is shown otherwise.
    """
    names = names or {}
    colleges: tuple[str, ...] = ()
    told = pooled or publishable_counts(result).colleges is not None
    if told:
        colleges = tuple(
            line
            for college in result.colleges
            for line in _college_lines(college, names.get(college.code, college.code))
        )
    # A tie or a disagreement tells how a small college voted, so its cause is kept back too.
    outcome = _outcome_sentence(result.outcome, result.cause if told and not pooled else None)
    return Description(outcome, rule_sentences(result.rules, names, result.colleges[0].code), colleges)


def rule_sentences(rules: Rules, names: Mapping[str, str] | None = None, first_college: str = "") -> tuple[str, ...]:
    """The rule applied: how colleges combine, then the majority asked for."""
    lead = rules.lead or first_college
    combined = {
        Combination.DOUBLE_MAJORITY: gettext("The proposal must be adopted in each college."),
        Combination.EQUAL_WEIGHT: gettext("Each college weighs the same, whatever its size."),
        Combination.POOLED: gettext("The votes of all colleges are counted together."),
        Combination.LEAD_COLLEGE: gettext("The college “%(college)s” decides, the others give their opinion.")
        % {"college": (names or {}).get(lead, lead)},
    }
    return combined[rules.combination], _majority_sentence(rules)


def _majority_sentence(rules: Rules) -> str:
    if rules.majority is Majority.SIMPLE:
        return {
            Base.EXPRESSED: gettext("Majority: more votes for than against."),
            Base.PRESENT: gettext("Majority: more than half of the members present."),
            Base.ENROLLED: gettext("Majority: more than half of the members entitled to vote."),
        }[rules.base]
    sentence = {
        Base.EXPRESSED: gettext("Majority: at least %(share)s of the votes for or against."),
        Base.PRESENT: gettext("Majority: at least %(share)s of the members present."),
        Base.ENROLLED: gettext("Majority: at least %(share)s of the members entitled to vote."),
    }[rules.base]
    return sentence % {"share": str(rules.share)}


def _outcome_sentence(outcome: Outcome, cause: Cause | None) -> str:
    if outcome is Outcome.ADOPTED:
        return gettext("The proposal is adopted.")
    if outcome is Outcome.NOT_ADOPTED:
        return gettext("The proposal is not adopted.")
    if outcome is Outcome.SECOND_READING:
        return {
            Cause.TIE: gettext("A tie: a short discussion, then a second vote."),
            Cause.NOT_DECISIVE: gettext(
                "Too few votes for or against (half of those present needed): a short discussion, then a second vote."
            ),
            Cause.DISAGREEMENT: gettext("The colleges disagree: a short discussion, then a second vote."),
            None: gettext("No clear answer: a short discussion, then a second vote."),
        }[cause]
    return {
        Cause.TIE: gettext("Still a tie: the proposal is put off to a later session."),
        Cause.NOT_DECISIVE: gettext("Still too few votes for or against: the proposal is put off to a later session."),
        Cause.DISAGREEMENT: gettext("The colleges still disagree: the proposal is put off to a later session."),
        None: gettext("Still no clear answer: the proposal is put off to a later session."),
    }[cause]


def _college_lines(college: CollegeResult, name: str) -> list[str]:
    count = college.count
    lines = [
        ngettext(
            "%(college)s: %(yes)d for, %(no)d against, %(abstain)d abstention.",
            "%(college)s: %(yes)d for, %(no)d against, %(abstain)d abstentions.",
            count.abstain,
        )
        % {"college": name, "yes": count.yes, "no": count.no, "abstain": count.abstain}
    ]
    if count.is_open:
        lines.append(gettext("%(college)s: by the consultation of all employees.") % {"college": name})
    if college.advisory:
        lines.append(gettext("%(college)s: for advice only.") % {"college": name})
    elif not college.decisive:
        lines.append(gettext("%(college)s: too few votes for or against to decide.") % {"college": name})
    elif college.broken_by_casting_vote:
        lines.append(gettext("%(college)s: a tie, settled by its president’s vote.") % {"college": name})
    elif college.tied:
        lines.append(gettext("%(college)s: a tie.") % {"college": name})
    return lines
