"""What a ballot may say, method by method. Pure.

Places of options count from 1. A ballot is cleaned before it is kept: what is counted is what was checked.
"""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from committee.enums import Choice, Stance, VoteMethod
from committee.methods.advice import HOTTEST
from committee.methods.judgment import complete
from parkour.core.exceptions import InvalidInput

WORDS_LIMIT = 1000
BY_CHOICE = frozenset({VoteMethod.YES_NO, VoteMethod.CONSENT_BLOCK})


def clean_answer(method: str, rules: Mapping, choice: str, answer: Mapping | None) -> tuple[str, dict]:
    """(choice, answer) as a ballot keeps them: one of them is empty. `rules` are those of the poll.

    Raises InvalidInput with a sentence for the voter when the ballot does not fit the method.
    """
    if method in BY_CHOICE:
        return _choice(choice, answer, objecting="objecting" in rules), {}
    if choice:
        raise InvalidInput(_("This vote takes another kind of ballot: load the page again."), field="choice")
    return "", _CLEAN[method](rules, answer or {})


def _choice(choice, answer, *, objecting: bool) -> str:
    if answer:
        raise InvalidInput(_("This vote takes another kind of ballot: load the page again."), field="answer")
    if objecting and choice not in (Choice.YES, Choice.NO):
        raise InvalidInput(_("Say that you have no objection, or that you object."), field="choice")
    if choice not in Choice.values:
        raise InvalidInput(_("Choose for, against or abstain."), field="choice")
    return str(choice)


def _only(answer: Mapping, *names: str):
    if set(answer) - set(names):
        raise InvalidInput(_("This vote takes another kind of ballot: load the page again."), field="answer")


def _whole(value, most: int, sentence: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise InvalidInput(sentence, field="answer")
    return value


def _row(answer: Mapping, name: str, options: int) -> Sequence:
    row = answer.get(name)
    if not isinstance(row, list | tuple) or len(row) != options:
        raise InvalidInput(_("The options of this vote are others: load the page again."), field="answer")
    return row


def _approval(rules, answer) -> dict:
    """Approving nothing is an answer."""
    _only(answer, "approved")
    approved = answer.get("approved", [])
    if not isinstance(approved, list | tuple):
        raise InvalidInput(_("Choose among the options of this vote."), field="answer")
    places = sorted(
        {_whole(place, rules["options"], _("Choose among the options of this vote.")) for place in approved}
    )
    if 0 in places:
        raise InvalidInput(_("Choose among the options of this vote."), field="answer")
    most = rules.get("most")
    if most and len(places) > most:
        raise InvalidInput(_("Approve %(most)s options at most.") % {"most": most}, field="answer")
    return {"approved": places}


def _judgment(rules, answer) -> dict:
    """A variant left without a grade is kept so: the rule of the vote says what it means."""
    _only(answer, "grades")
    sentence = _("Choose one of the grades of this vote.")
    row = _row(answer, "grades", rules["options"])
    return {"grades": [None if grade is None else _whole(grade, rules["grades"] - 1, sentence) for grade in row]}


def _consent(_rules, answer) -> dict:
    _only(answer, "stance", "words")
    stance, words = answer.get("stance"), answer.get("words") or ""
    if stance not in Stance.values:
        raise InvalidInput(_("Say whether you agree or object."), field="answer")
    if not isinstance(words, str) or "\0" in words or len(words.strip()) > WORDS_LIMIT:
        raise InvalidInput(_("%(limit)s characters at most.") % {"limit": WORDS_LIMIT}, field="answer")
    words = words.strip() if stance != Stance.AGREE else ""
    if stance == Stance.OBJECTION and not words:
        raise InvalidInput(_("Say what you object to: the proposal is amended from your words."), field="answer")
    return {"stance": str(stance), "words": words}


def _dots(rules, answer) -> dict:
    _only(answer, "dots")
    most, dots = rules["most"], rules["dots"]
    sentence = _("Put %(most)s dots at most on one option.") % {"most": most}
    row = [_whole(number, most, sentence) for number in _row(answer, "dots", rules["options"])]
    if sum(row) > dots:
        raise InvalidInput(_("You have %(dots)s dots in all.") % {"dots": dots}, field="answer")
    return {"dots": row}


def _temperature(_rules, answer) -> dict:
    _only(answer, "degree")
    return {"degree": _whole(answer.get("degree"), HOTTEST, _("Choose a degree from 0 to 5."))}


_CLEAN = {
    VoteMethod.APPROVAL: _approval,
    VoteMethod.MAJORITY_JUDGMENT: _judgment,
    VoteMethod.CONSENT: _consent,
    VoteMethod.DOT: _dots,
    VoteMethod.TEMPERATURE: _temperature,
}


def is_blank(method: str, rules: Mapping, answer: Mapping) -> bool:
    """A ballot that counts as an abstention, which its voter is told."""
    return method == VoteMethod.MAJORITY_JUDGMENT and complete(answer["grades"], rules["blank"]) is None
