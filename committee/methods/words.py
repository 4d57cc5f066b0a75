"""A vote by another method in words: its rule before and after it, and what came out. Pure.

Sentences are translated when asked for, in the language then active.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy

from committee.counts import Cause, Outcome
from committee.enums import VoteMethod
from committee.methods.judgment import WORST

# From the worst to the best, as they are counted.
GRADES = (
    pgettext_lazy("grade", "To reject"),
    pgettext_lazy("grade", "Poor"),
    pgettext_lazy("grade", "Fair"),
    pgettext_lazy("grade", "Good"),
    pgettext_lazy("grade", "Excellent"),
)


def quoted(labels: Sequence[str]) -> str:
    return ", ".join(gettext("“%(title)s”") % {"title": label} for label in labels)


# --- The rule ------------------------------------------------------------------------------------------------


def method_rule(method: str, rules: Mapping, reading: int = 1) -> tuple[str, ...]:
    """The rule applied, sentence by sentence. For and against are said by `committee.results`."""
    return _RULES[method](rules, reading)


def _rule_together(_rules, _reading):
    return (
        gettext(
            "The points of the lot are adopted together when nobody objects; whoever says nothing does not object."
        ),
        gettext("One objection, and the lot is put to the vote for or against."),
    )


def _rule_of_approval(rules, _reading):
    choose, most = rules["choose"], rules.get("most")
    sentences = [
        ngettext(
            "At most %(count)s option is retained: the one with the highest score.",
            "At most %(count)s options are retained: those with the highest scores.",
            choose,
        )
        % {"count": choose},
        gettext(
            "The score is the mean of the shares of both poles: it takes one half, and one third of the voters in each."
        ),
        gettext("At equal scores on the last place, all are retained."),
    ]
    if most:
        limit = ngettext(
            "A ballot approves %(count)s option at most.", "A ballot approves %(count)s options at most.", most
        )
        sentences.insert(0, limit % {"count": most})
    return tuple(sentences)


def _rule_of_judgment(rules, _reading):
    if rules["blank"] == WORST:
        blank = gettext("A variant left without a grade counts as “to reject”.")
    else:
        blank = gettext("A ballot that leaves a variant without a grade counts as an abstention.")
    return (
        gettext(
            "The variant with the best majority grade is retained: at least half of the ballots grade it so or better."
        ),
        gettext("Both poles weigh the same. Equal grades are told apart by taking them away one by one."),
        gettext("It takes “fair” at least, and no pole in which more than half want to reject it."),
        blank,
    )


def _rule_of_consent(_rules, reading):
    adopted = gettext("The proposal is adopted when nobody objects and half of those present in each pole answer.")
    if reading == 1:
        return adopted, gettext(
            "Objections are talked over: the proposal is amended from their words and asked again, once."
        )
    return adopted, gettext("If objections remain, it is put to the vote for or against.")


def _rule_of_dots(rules, _reading):
    dots = gettext("Everybody has %(dots)s dots, %(most)s at most on one option.")
    return dots % {"dots": rules["dots"], "most": rules["most"]}, _advice()


def _rule_of_temperature(_rules, _reading):
    return gettext("Everybody gives a degree from 0 (cold) to 5 (warm)."), _advice()


def _advice() -> str:
    return gettext("It is for advice only: nothing is decided by it.")


_RULES = {
    VoteMethod.CONSENT_BLOCK: _rule_together,
    VoteMethod.APPROVAL: _rule_of_approval,
    VoteMethod.MAJORITY_JUDGMENT: _rule_of_judgment,
    VoteMethod.CONSENT: _rule_of_consent,
    VoteMethod.DOT: _rule_of_dots,
    VoteMethod.TEMPERATURE: _rule_of_temperature,
}


# --- What came out -------------------------------------------------------------------------------------------


def method_outcome(method: str, result: Mapping, reading: int, names: Mapping[str, str]) -> str:
    """The outcome in one sentence. `result` is as `Counted.as_json` gives it, with the labels of the options."""
    if method == VoteMethod.DOT:
        return _told_dots(result)
    if method == VoteMethod.TEMPERATURE:
        return _told_temperature(result, names)
    outcome, cause = Outcome(result["outcome"]), result["cause"] and Cause(result["cause"])
    if outcome is Outcome.ADOPTED:
        return _adopted(method, result)
    if cause is Cause.OBJECTION:
        return _objected(method, result, reading)
    if cause is Cause.NONE_RETAINED:
        return gettext("None is retained: it is put off, or sent to a workshop.")
    if result.get("withheld"):
        if outcome is Outcome.DEFERRED:
            return gettext("Still no clear answer: the proposal is put off to a later session.")
        return gettext("No clear answer: a short discussion, then a second vote.")
    return _unclear(method, outcome, cause, reading)


def winning_labels(result: Mapping) -> list[str]:
    return [result["options"][place - 1]["label"] for place in result.get("winners", ())]


def _adopted(method: str, result: Mapping) -> str:
    if method == VoteMethod.CONSENT:
        return gettext("The proposal is adopted: nobody objects.")
    if method == VoteMethod.CONSENT_BLOCK:
        return gettext("The lot is adopted: nobody objects.")
    labels = winning_labels(result)
    grade = None if method == VoteMethod.APPROVAL else result["options"][result["winners"][0] - 1]["grade"]
    if grade is None:
        return gettext("Retained: %(options)s.") % {"options": quoted(labels)}
    return gettext("%(option)s is retained, with the majority grade “%(grade)s”.") % {
        "option": quoted(labels),
        "grade": GRADES[grade],
    }


def _objected(method: str, result: Mapping, reading: int) -> str:
    if method == VoteMethod.CONSENT_BLOCK:
        return gettext("Somebody objects: the lot is put to the vote for or against.")
    objections = sum(row["objection"] for row in result["colleges"].values())
    if reading == 2:
        sentence = ngettext(
            "%(count)s objection remains: the proposal is put to the vote for or against.",
            "%(count)s objections remain: the proposal is put to the vote for or against.",
            objections,
        )
    else:
        sentence = ngettext(
            "%(count)s objection: the proposal is amended, then asked again.",
            "%(count)s objections: the proposal is amended, then asked again.",
            objections,
        )
    return sentence % {"count": objections}


def _unclear(method: str, outcome: Outcome, cause, reading: int) -> str:
    if outcome is Outcome.DEFERRED:
        if cause is Cause.TIE:
            return gettext("Still exactly equal: the proposal is put off to a later session.")
        return gettext("Still too few ballots: the proposal is put off to a later session.")
    if cause is Cause.TIE:
        return gettext("The first ones are exactly equal: a short discussion, then a second vote.")
    if method == VoteMethod.CONSENT and reading == 2:
        return gettext("Still too few answers: the proposal is put to the vote for or against.")
    return gettext("Too few ballots (half of those present needed): a short discussion, then a second vote.")


def _told_dots(result: Mapping) -> str:
    totals = [sum(option["dots"].values()) for option in result["options"]]
    if not any(totals):
        return gettext("For advice only: no dot was put.")
    first = [o["label"] for o, total in zip(result["options"], totals, strict=True) if total == max(totals)]
    return gettext("For advice only: most dots on %(options)s.") % {"options": quoted(first)}


def _told_temperature(result: Mapping, names: Mapping[str, str]) -> str:
    told = [
        gettext("%(pole)s %(degree)s of 5") % {"pole": names.get(code, code), "degree": row["median"]}
        for code, row in result["colleges"].items()
        if row["median"] is not None
    ]
    if not told:
        return gettext("For advice only: nobody gave a degree.")
    return gettext("For advice only. Temperature: %(poles)s.") % {"poles": ", ".join(told)}


def college_lines(method: str, result: Mapping, names: Mapping[str, str]) -> tuple[str, ...]:
    """How many voted in each college."""
    lines = []
    for code, row in result["colleges"].items():
        told = ngettext("%(pole)s: %(count)s ballot.", "%(pole)s: %(count)s ballots.", row["ballots"])
        lines.append(told % {"pole": names.get(code, code), "count": row["ballots"]})
        if method == VoteMethod.MAJORITY_JUDGMENT and row["abstain"]:
            told = ngettext(
                "%(pole)s: %(count)s of them counts as an abstention.",
                "%(pole)s: %(count)s of them count as abstentions.",
                row["abstain"],
            )
            lines.append(told % {"pole": names.get(code, code), "count": row["abstain"]})
    return tuple(lines)


def score_words(score: Sequence[int]) -> str:
    """A score of approval, in whole hundredths: rounded down, so that what falls short never reads as enough."""
    return pgettext("score", "%(hundredths)s / 100") % {"hundredths": 100 * Fraction(*score) // 1}
