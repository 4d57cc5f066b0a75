"""The rule of a vote: what may be chosen when it is opened, as it is frozen beside it. Pure.

For and against: {"base", "majority", "share": "2/3", "combination", "casting_vote", "lead"}; adopted together, the
same, and "objecting" while it asks for objections. Approval: {"options", "choose", "most"}. Majority judgment:
{"options", "grades", "blank"}. Consent: {"proposal"}, the amended text of the second round. Dots: {"options", "dots",
"most"}.
`navette` marks the vote of a proposal on which the poles disagreed twice before.
"""

from collections.abc import Mapping
from dataclasses import fields
from fractions import Fraction

from django.utils.translation import gettext as _

from committee.counts import Base, Combination, Majority, Rules
from committee.enums import WITH_OPTIONS, VoteMethod
from committee.methods.advice import DOTS, DOTS_ON_ONE
from committee.methods.answers import BY_CHOICE
from committee.methods.judgment import BLANKS, GRADES
from parkour.core.exceptions import InvalidInput

SHARES = ("3/5", "2/3", "3/4", "1/1")
FEWEST_OPTIONS, MOST_OPTIONS, LABEL_LIMIT = 2, 20, 200
# What counts when the poles disagreed twice in an earlier session (programme rules §8.2).
NAVETTE = {"combination": "equal_weight", "majority": "qualified", "share": "2/3", "navette": True}


def clean_rules(method: str, sent: Mapping, *, colleges=(), options: int = 0, reading: int = 1) -> dict:
    """The rule to freeze. `sent` holds the choices of whoever opens the vote; what is left out is the usual one.

    `colleges` are the codes of the poles that vote. Raises InvalidInput with the field.
    """
    if method in BY_CHOICE:
        rules = _of_a_majority(sent, colleges)
        objecting = method == VoteMethod.CONSENT_BLOCK and reading == 1
        return rules | ({"objecting": True} if objecting else {})
    if method == VoteMethod.APPROVAL:
        return _of_approval(sent, options)
    if method == VoteMethod.MAJORITY_JUDGMENT:
        return {"options": options, "grades": GRADES, "blank": _one_of(sent, "blank", BLANKS)}
    if method == VoteMethod.DOT:
        return {"options": options, "dots": DOTS, "most": DOTS_ON_ONE}
    return {}


def _one_of(sent, name: str, known, usual=None) -> str:
    value = sent.get(name) or (usual or next(iter(known)))
    if value not in known:
        raise InvalidInput(_("Choose one of the rules that are offered."), field=name)
    return str(value)


def _of_a_majority(sent, colleges) -> dict:
    usual = Rules()
    rules = {
        "base": _one_of(sent, "base", list(Base), usual.base),
        "majority": _one_of(sent, "majority", list(Majority), usual.majority),
        "share": _one_of(sent, "share", SHARES, "2/3"),
        "combination": _one_of(sent, "combination", list(Combination), usual.combination),
        "casting_vote": sent.get("casting_vote") is not False,
        "lead": None,
    }
    if rules["combination"] == Combination.LEAD_COLLEGE:
        rules["lead"] = _one_of(sent, "lead", sorted(colleges))
    return rules | ({"navette": True} if sent.get("navette") else {})


def _of_approval(sent, options: int) -> dict:
    choose, most = sent.get("choose") or 1, sent.get("most") or None
    for name, number in (("choose", choose), ("most", most or 1)):
        if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= options:
            raise InvalidInput(_("Between 1 and the number of options."), field=name)
    return {"options": options, "choose": choose, "most": most}


def clean_labels(method: str, labels) -> list[str]:
    """The options in their order; none for a method without any. Raises InvalidInput."""
    if method not in WITH_OPTIONS:
        if labels:
            raise InvalidInput(_("This method has no options of its own."), field="options")
        return []
    cleaned = [" ".join(str(label).split()) for label in labels or ()]
    cleaned = [label for label in cleaned if label]
    if not FEWEST_OPTIONS <= len(cleaned) <= MOST_OPTIONS:
        raise InvalidInput(_("Write between 2 and 20 options, one per line."), field="options")
    if any("\0" in label or len(label) > LABEL_LIMIT for label in cleaned):
        raise InvalidInput(_("An option has 200 characters at most."), field="options")
    if len({label.casefold() for label in cleaned}) < len(cleaned):
        raise InvalidInput(_("Two options say the same."), field="options")
    return cleaned


def majority_rules(kept: Mapping, visibility: str) -> Rules:
    """The rule as the tally takes it; the usual one for what is not said (votes of before there was a choice)."""
    names = {field.name for field in fields(Rules)} - {"visibility", "share"}
    chosen = {name: kept[name] for name in names & kept.keys()}
    return Rules(visibility=visibility, share=Fraction(kept.get("share", "2/3")), **chosen)
