"""Consent and adoption together: an objection stops, silence does not always agree. Pure.

Consent: each one agrees, agrees with a reserve, or objects with words. Adopted when at least half of those present
of each college answer and nobody objects. Otherwise the proposal is talked over, amended and asked again, once; then it
is put to the vote for or against.

Together: the points of a lot are adopted at once when nobody objects; whoever says nothing does not object. One
objection, and the lot is put to the vote for or against.
"""

from collections.abc import Sequence

from committee.counts import Cause, Outcome
from committee.enums import Stance
from committee.methods.box import Box, Counted, presence


def count_consent(boxes: Sequence[Box]) -> Counted:
    """Answers are {"stance": …, "words": …}."""
    colleges = presence(boxes)
    for box in boxes:
        given = [answer["stance"] for answer in box.answers]
        colleges[box.code] |= {str(stance): given.count(stance) for stance in Stance}
    words = sorted(
        (answer["stance"], answer["words"]) for box in boxes for answer in box.answers if answer.get("words")
    )
    said = tuple({"stance": stance, "words": text} for stance, text in words)  # sorted: their order tells nobody
    if any(row[Stance.OBJECTION] for row in colleges.values()):
        return Counted(Outcome.SECOND_READING, Cause.OBJECTION, colleges=colleges, words=said)
    if not all(box.decisive() for box in boxes):
        return Counted(Outcome.SECOND_READING, Cause.NOT_DECISIVE, colleges=colleges, words=said)
    return Counted(Outcome.ADOPTED, None, colleges=colleges, words=said)


def count_together(boxes: Sequence[Box]) -> Counted:
    """Answers are {"objects": True or False}."""
    colleges = presence(boxes)
    for box in boxes:
        colleges[box.code]["objections"] = sum(answer["objects"] for answer in box.answers)
    if any(row["objections"] for row in colleges.values()):
        return Counted(Outcome.SECOND_READING, Cause.OBJECTION, colleges=colleges)
    return Counted(Outcome.ADOPTED, None, colleges=colleges)
