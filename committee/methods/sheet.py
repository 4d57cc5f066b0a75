"""A ballot as a voter fills it in: its lines, what may be chosen on each, and what they chose before. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from committee.enums import Stance, VoteMethod
from committee.methods.advice import HOTTEST
from committee.methods.words import GRADES


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True)
class Line:
    """One option and its choices; `chosen` for a box that is ticked."""

    place: int
    label: str
    choices: tuple[Choice, ...] = ()
    chosen: bool = False


@dataclass(frozen=True)
class Sheet:
    """What the page shows. `objecting` asks for objections alone; `proposal` is the amended text of a second round."""

    method: str
    lines: tuple[Line, ...] = ()
    choices: tuple[Choice, ...] = ()
    words: str = ""
    hint: str = ""
    objecting: bool = False
    proposal: str = ""
    filled: bool = False


def sheet_of(method: str, rules: Mapping, labels: Sequence[str], answer: Mapping) -> Sheet:
    """`answer` is the ballot that was cast before, empty when there is none."""
    facts = {"objecting": "objecting" in rules, "proposal": rules.get("proposal", ""), "filled": bool(answer)}
    make = _MAKE.get(method)
    return Sheet(method, **facts | (make(rules, labels, answer) if make else {}))


def _approval(rules, labels, answer) -> dict:
    approved, most = answer.get("approved", []), rules.get("most")
    hint = gettext("Tick every option that you approve of; none is an answer, too.")
    if most:
        told = ngettext("Tick %(count)s option at most.", "Tick up to %(count)s options.", most)
        hint = told % {"count": most}
    lines = tuple(Line(place, label, chosen=place in approved) for place, label in enumerate(labels, 1))
    return {"lines": lines, "hint": hint}


def _graded(labels, given, values) -> tuple[Line, ...]:
    return tuple(
        Line(place, label, tuple(Choice(str(value), str(said), given[place - 1] == value) for value, said in values))
        for place, label in enumerate(labels, 1)
    )


def _judgment(_rules, labels, answer) -> dict:
    best_first = list(reversed(list(enumerate(GRADES))))
    given = answer.get("grades", [None] * len(labels))
    return {"lines": _graded(labels, given, best_first), "hint": gettext("Give each variant a grade.")}


def _dots(rules, labels, answer) -> dict:
    numbers = [(number, number) for number in range(rules["most"] + 1)]
    given = answer.get("dots", [0] * len(labels))
    hint = gettext("You have %(dots)s dots, %(most)s at most on one option.")
    return {
        "lines": _graded(labels, given, numbers),
        "hint": hint % {"dots": rules["dots"], "most": rules["most"]},
    }


def _consent(_rules, _labels, answer) -> dict:
    stance = answer.get("stance")
    choices = tuple(Choice(value, str(label), value == stance) for value, label in Stance.choices)
    return {"choices": choices, "words": answer.get("words", "")}


def _temperature(_rules, _labels, answer) -> dict:
    degree = answer.get("degree")
    choices = tuple(Choice(str(number), str(number), number == degree) for number in range(HOTTEST + 1))
    return {"choices": choices, "hint": gettext("0 is cold, 5 is warm.")}


_MAKE = {
    VoteMethod.APPROVAL: _approval,
    VoteMethod.MAJORITY_JUDGMENT: _judgment,
    VoteMethod.DOT: _dots,
    VoteMethod.CONSENT: _consent,
    VoteMethod.TEMPERATURE: _temperature,
}
