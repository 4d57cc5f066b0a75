"""Hanging a contribution on stages, pillars and life events.

The whole is said each time; the last one who says it is right.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.models import Idea
from ideas.services.lifecycle import take
from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed
from parkour.journeys.models import EventOfIdea, LifeEvent, Pillar, PillarOfIdea, Stage, StageOfIdea

PARTS = {"stage": Stage, "pillar": Pillar, "event": LifeEvent}
LINKS = {"stage": StageOfIdea, "pillar": PillarOfIdea, "event": EventOfIdea}


@transaction.atomic
def place_idea(
    idea: Idea, *, stages: Iterable[int], pillars: Iterable[int], by: User, events: Iterable[int] | None = None
) -> bool:
    """`idea` hangs on the stages, serves the pillars and is about the life events of these keys, and no others.

    True when that changed. One stage of each journey at most; `events` None: they stay. What is out of use may stay
    where it is, and is given to nothing new. Raises NotAllowed, InvalidInput (field: stages, pillars or events).
    """
    idea = take(idea)
    if not by.has_perm("journeys.place_idea", idea):
        raise NotAllowed(_("The improvement officer places contributions on the journeys, once they are sent."))
    old = {kind: set(model.objects.filter(idea=idea).values_list(kind, flat=True)) for kind, model in LINKS.items()}
    new = {"stage": set(stages), "pillar": set(pillars), "event": old["event"] if events is None else set(events)}
    if old == new:
        return False
    found = {kind: _known(PARTS[kind], new[kind], old[kind], f"{kind}s") for kind in LINKS}
    sides = [stage.journey.side for stage in found["stage"]]
    if len(sides) != len(set(sides)):
        raise InvalidInput(_("One stage of each journey at most: choose the one where it counts most."), field="stages")
    for kind, model in LINKS.items():
        model.objects.filter(idea=idea).exclude(**{f"{kind}__in": new[kind]}).delete()
        model.objects.bulk_create(_link(kind, idea, row, by) for row in found[kind] if row.pk not in old[kind])
    return True


def _link(kind, idea, row, by):
    facts = {"idea": idea, kind: row, "by": by, "at": clock.now()}
    return LINKS[kind](**facts | ({"side": row.journey.side} if kind == "stage" else {}))


def _known(model, wanted, carried, field) -> list:
    """The rows of these keys, locked against going out of use meanwhile."""
    rows = model.objects.select_for_update(of=("self",)).select_related("journey").filter(pk__in=wanted).order_by("pk")
    found = [row for row in rows if row.closed_at is None or row.pk in carried]
    if len(found) != len(wanted):
        raise InvalidInput(_("One of these is not in use any more: choose among those shown."), field=field)
    return found
