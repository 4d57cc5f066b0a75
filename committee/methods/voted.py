"""One ballot in words, for the minutes of a named vote. Pure."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext

from committee.enums import Stance, VoteMethod
from committee.methods.words import GRADES, quoted


def ballot_words(method: str, answer: Mapping, labels: Sequence[str]) -> str:
    """What somebody voted, in one line."""
    if method == VoteMethod.APPROVAL:
        chosen = [labels[place - 1] for place in answer["approved"]]
        return quoted(chosen) if chosen else gettext("approves none")
    if method == VoteMethod.MAJORITY_JUDGMENT:
        pairs = zip(labels, answer["grades"], strict=True)
        given = [(label, gettext("no grade") if grade is None else str(GRADES[grade])) for label, grade in pairs]
        return _pairs(given)
    if method == VoteMethod.DOT:
        return _pairs([(label, dots) for label, dots in zip(labels, answer["dots"], strict=True) if dots])
    if method == VoteMethod.CONSENT:
        stance = str(Stance(answer["stance"]).label)
        return (
            gettext("%(what)s: %(words)s") % {"what": stance, "words": answer["words"]} if answer["words"] else stance
        )
    return gettext("%(degree)s of 5") % {"degree": answer["degree"]}


def _pairs(pairs) -> str:
    return ", ".join(gettext("“%(option)s” %(value)s") % {"option": option, "value": value} for option, value in pairs)
