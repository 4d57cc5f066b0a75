"""How trophies are given: where an edition stands, and the count of one category. Pure: no database."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from committee.counts import Outcome
from committee.methods.approval import count_approval
from committee.methods.box import Box


class Phase(StrEnum):
    """Where an edition stands."""

    DRAFT = "draft"
    OPEN = "open"
    COUNTED = "counted"
    PUBLISHED = "published"

    @property
    def label(self):
        return _PHASES[self][0]

    @property
    def tone(self) -> str:
        return _PHASES[self][1]

    @property
    def icon(self) -> str:
        return _PHASES[self][2]


_PHASES = {
    Phase.DRAFT: (_("In preparation"), "", "pen"),
    Phase.OPEN: (_("The jury votes"), "wait", "vote"),
    Phase.COUNTED: (_("Counted, not told yet"), "wait", "lock"),
    Phase.PUBLISHED: (pgettext_lazy("trophies", "Awarded"), "good", "circle-check"),
}


class Verdict(StrEnum):
    """What the count of a category gave."""

    AWARDED = "awarded"
    NONE_RETAINED = "none"
    TOO_FEW = "few"

    @property
    def label(self):
        return _VERDICTS[self]


_VERDICTS = {
    Verdict.AWARDED: pgettext_lazy("trophy", "Awarded"),
    Verdict.NONE_RETAINED: _("Not awarded: no nominee convinced both poles"),
    Verdict.TOO_FEW: _("Not awarded: too few of a pole voted"),
}


@dataclass(frozen=True)
class Count:
    """What a category gave: `winners` and `votes` (pole → approvals) by the key of a nominee, `ballots` by pole."""

    verdict: Verdict
    winners: tuple[int, ...] = ()
    votes: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    ballots: Mapping[str, int] = field(default_factory=dict)


def phase_of(opened: datetime | None, closed: datetime | None, published: datetime | None) -> Phase:
    """Where an edition stands, by the moments that are written."""
    if published is not None:
        return Phase.PUBLISHED
    if closed is not None:
        return Phase.COUNTED
    return Phase.DRAFT if opened is None else Phase.OPEN


def count_category(
    nominees: Sequence[int], enrolled: Mapping[str, int], ballots: Mapping[str, Sequence[Collection[int]]]
) -> Count:
    """The count of one category by `committee.methods.approval`, with one trophy to give.

    `nominees`: keys in their order; `enrolled`: how many may vote in each pole; `ballots`: for each pole the keys that
    each juror approves. Each pole weighs the same whatever its size; equal scores share the trophy. In a pole of which
    fewer than half voted, or nobody may vote, nothing is decided.
    """
    places = {key: place for place, key in enumerate(nominees, start=1)}
    boxes = []
    for pole, number in enrolled.items():
        given = [sorted(places[key] for key in set(one) if key in places) for one in ballots.get(pole, ())]
        answers = tuple({"approved": approved} for approved in given)
        boxes.append(Box(pole, number, number, answers))
    cast = {box.code: box.cast for box in boxes}
    if not nominees:
        return Count(Verdict.NONE_RETAINED, ballots=cast)
    counted = count_approval(boxes, len(nominees), choose=1)
    votes = {key: dict(counted.options[place - 1]["approvals"]) for key, place in places.items()}
    if counted.outcome is Outcome.ADOPTED:
        return Count(Verdict.AWARDED, tuple(nominees[place - 1] for place in counted.winners), votes, cast)
    decided = all(box.decisive() for box in boxes)
    return Count(Verdict.NONE_RETAINED if decided else Verdict.TOO_FEW, (), votes, cast)
