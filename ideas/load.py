"""How much one person carries at once, beside the number the organisation has set: it is said, never refused."""

from dataclasses import dataclass

from django.db.models import Count

from ideas import at_a_glance
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


def loads_seen(reader) -> list[at_a_glance.Load]:
    """Who carries more than the organisation has set, of all actions at work, as `reader` may know it.

    One grouped statement finds them; the names are asked of their actions alone.
    """
    limit, at_work = actions_at_once(), Action.objects.filter(idea__state__in=AT_WORK).exclude(status=ActionStatus.DONE)
    much = at_work.values("owner").annotate(number=Count("pk")).filter(number__gt=limit).order_by()
    found = list(at_work.filter(owner__in=much.values("owner")).select_related("idea", "owner"))
    prefetch_names([action.idea for action in found])
    return at_a_glance.loads(
        ((action.owner_id, str(action.owner)) for action in found if not veil(reader, action.idea).hides(action.owner)),
        limit,
    )


def quick_wins_asked_of(owner) -> int:
    """Quick wins that `owner` is asked to carry out, or has accepted while the time to object runs: no actions yet."""
    return Idea.objects.filter(state=State.FAST_TRACK, quick_win_owner=owner).count()
