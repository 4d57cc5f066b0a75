"""Several answers in one gesture: each is held for itself, and all of them are taken back in one go."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ideas.held import WAITS
from ideas.models import HeldDecision, Idea
from ideas.services.holding import hold_decision, take_back_decision
from ideas.services.triage import Orientation
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, ParkourError, TransitionRefused

MOST = 50


@dataclass(frozen=True)
class Prepared:
    """One answer as it was read over: for which contribution, which version of it, and what is decided."""

    idea: Idea
    version: int
    orientation: Orientation


def hold_several(answers: Sequence[Prepared], *, by) -> list[tuple[Prepared, ParkourError]]:
    """Hold each of the answers (`MOST` at most) as of one moment; return those that were refused, each with why.

    One that is refused stops no other. Raises InvalidInput when there are too many, or none.
    """
    if not 0 < len(answers) <= MOST:
        raise InvalidInput(_("Choose between 1 and %(most)s contributions.") % {"most": MOST})
    refused = []
    with clock.at(clock.now()):  # what is decided together is taken back together
        for answer in answers:
            try:
                hold_decision(answer.idea, answer.orientation, by=by, version=answer.version)
            except ParkourError as refusal:
                refused.append((answer, refusal))
    return refused


def take_back_last(*, by) -> list[HeldDecision]:
    """Undo what this person decided last, with what was decided together with it; return what was taken back.

    What has left meanwhile stays. Raises TransitionRefused when nothing waits any more.
    """
    waiting = HeldDecision.objects.filter(WAITS, by=by, is_planned=False)
    last = waiting.order_by("-held_at", "-pk").first()
    together = waiting.filter(held_at=last.held_at).select_related("idea").order_by("idea_id") if last else ()
    taken = []
    for held in together:
        try:
            taken.append(take_back_decision(held.idea, by=by))
        except TransitionRefused:  # it left a moment ago
            continue
    if not taken:
        raise TransitionRefused(_("Too late: this answer has left, or was taken back."))
    return taken
