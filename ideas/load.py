"""How much one person carries at once, beside the number the organisation has set: it is said, never refused."""

from dataclasses import dataclass

from ideas.enums import ActionStatus, State
from ideas.models import Action, Idea
from ideas.privacy import prefetch_names, veil
from parkour.organisation.models import Organisation

AT_WORK = (State.APPROVED, State.IN_PROGRESS)
COUNTED = 50  # of one person: beyond that, the exact number says nothing more


@dataclass(frozen=True)
class Load:
    """`number` of actions at work that one person carries, `limit` of the organisation."""

    number: int
    limit: int

    @property
    def is_much(self) -> bool:
        return self.number > self.limit


def actions_at_once() -> int:
    """As many actions as one person carries at once without letting one wait: a setting, a mark, no barrier."""
    return Organisation.current().actions_at_once


def load_of(reader, owner, *, coming: int = 0) -> Load:
    """What `owner` carries as `reader` may know it: an action whose owner's name is hidden from them is not counted.

    What was declared done waits for the officer and weighs no more. `coming`: what is promised and is no action yet.
    """
    rows = Action.objects.filter(owner=owner, idea__state__in=AT_WORK).exclude(status=ActionStatus.DONE)
    ideas = [action.idea for action in rows.select_related("idea")[:COUNTED]]
    prefetch_names(ideas)
    return Load(sum(not veil(reader, idea).hides(owner) for idea in ideas) + coming, actions_at_once())


def quick_wins_asked_of(owner) -> int:
    """Quick wins that `owner` is asked to carry out, or has accepted while the time to object runs: no actions yet."""
    return Idea.objects.filter(state=State.FAST_TRACK, quick_win_owner=owner).count()
