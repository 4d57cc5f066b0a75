"""Approval: each ballot approves as many options as it likes (or up to a number); the best k are taken. Pure.

The score of an option is the mean of the shares of voters who approve it, college by college, so that each college
weighs the same whatever its size. An option can be taken with a score of one half at least and the approval of
one third of the voters of each college at least. The k highest are taken; at equal scores on the last place,
all of them.
"""

from collections.abc import Sequence
from fractions import Fraction

from committee.counts import Cause, Outcome
from committee.methods.box import Box, Counted, no_answer, presence

ENOUGH = Fraction(1, 2)
ENOUGH_IN_EACH = Fraction(1, 3)


def count_approval(boxes: Sequence[Box], options: int, choose: int, reading: int = 1) -> Counted:
    """Answers are {"approved": [places from 1]}. Raises ValueError without a college, an option or a place to give."""
    colleges = presence(boxes)
    if options < 1 or choose < 1:
        raise ValueError("There is nothing to choose from, or nothing to choose.")
    given = [
        [sum(place in answer["approved"] for answer in box.answers) for box in boxes] for place in _places(options)
    ]
    decisive = all(box.decisive() for box in boxes)
    shares = [
        [Fraction(votes, box.cast) if box.cast else Fraction(0) for votes, box in zip(row, boxes, strict=True)]
        for row in given
    ]
    scores = [sum(row) / len(row) for row in shares]
    rows = tuple(
        {
            "approvals": {box.code: votes for box, votes in zip(boxes, row, strict=True)},
            "score": [score.numerator, score.denominator],
        }
        for row, score in zip(given, scores, strict=True)
    )
    if not decisive:
        return Counted(*no_answer(Cause.NOT_DECISIVE, reading), options=rows, colleges=colleges)
    winners = _best(scores, shares, choose)
    if not winners:
        return Counted(Outcome.DEFERRED, Cause.NONE_RETAINED, options=rows, colleges=colleges)
    return Counted(Outcome.ADOPTED, None, winners, rows, colleges)


def _places(options: int) -> range:
    return range(1, options + 1)


def _best(scores, shares, choose: int) -> tuple[int, ...]:
    able = [
        place
        for place in _places(len(scores))
        if scores[place - 1] >= ENOUGH and min(shares[place - 1]) >= ENOUGH_IN_EACH
    ]
    able.sort(key=lambda place: (-scores[place - 1], place))
    if len(able) <= choose:
        return tuple(able)
    last = scores[able[choose - 1] - 1]
    return tuple(place for place in able if scores[place - 1] >= last)
