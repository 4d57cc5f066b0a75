"""The count of each method beside for and against. Pure."""

from collections.abc import Mapping, Sequence

from committee.enums import VoteMethod
from committee.methods.advice import count_dots, count_temperature
from committee.methods.approval import count_approval
from committee.methods.box import Box, Counted
from committee.methods.consent import count_consent, count_together
from committee.methods.judgment import count_judgment

_COUNT = {
    VoteMethod.CONSENT_BLOCK: lambda boxes, _rules, _reading: count_together(boxes),
    VoteMethod.CONSENT: lambda boxes, _rules, _reading: count_consent(boxes),
    VoteMethod.DOT: lambda boxes, rules, _reading: count_dots(boxes, rules["options"]),
    VoteMethod.TEMPERATURE: lambda boxes, _rules, _reading: count_temperature(boxes),
    VoteMethod.APPROVAL: lambda boxes, rules, reading: count_approval(
        boxes, rules["options"], rules["choose"], reading
    ),
    VoteMethod.MAJORITY_JUDGMENT: lambda boxes, rules, reading: count_judgment(
        boxes, rules["options"], grades=rules["grades"], blank=rules["blank"], reading=reading
    ),
}


def count_by(method: str, boxes: Sequence[Box], rules: Mapping, reading: int) -> Counted:
    """The result of one vote. `rules` are those that were frozen at its opening."""
    return _COUNT[method](boxes, rules, reading)
