"""Hanging a contribution on stages and pillars. The whole is said each time; the last one who says it is right."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.models import Idea
from ideas.services.lifecycle import take
from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed
from parkour.journeys.models import Pillar, PillarOfIdea, Stage, StageOfIdea


@transaction.atomic
def place_idea(idea: Idea, *, stages: Iterable[int], pillars: Iterable[int], by: User) -> bool:
    """`idea` hangs on the stages and serves the pillars of these keys, and no others; true when that changed.

    One stage of each journey at most. What is out of use may stay where it is, and is given to nothing new.
    Raises NotAllowed, InvalidInput (field: stages or pillars).
    """
    idea = take(idea)
    if not by.has_perm("journeys.place_idea", idea):
        raise NotAllowed(_("The improvement officer places contributions on the journeys, once they are sent."))
    old_stages = set(StageOfIdea.objects.filter(idea=idea).values_list("stage", flat=True))
    old_pillars = set(PillarOfIdea.objects.filter(idea=idea).values_list("pillar", flat=True))
    new_stages, new_pillars = set(stages), set(pillars)
    if (old_stages, old_pillars) == (new_stages, new_pillars):
        return False
    found = _known(Stage, new_stages, old_stages, "stages")
    sides = [stage.journey.side for stage in found]
    if len(sides) != len(set(sides)):
        raise InvalidInput(_("One stage of each journey at most: choose the one where it counts most."), field="stages")
    served = _known(Pillar, new_pillars, old_pillars, "pillars")
    facts = {"idea": idea, "by": by, "at": clock.now()}
    StageOfIdea.objects.filter(idea=idea).exclude(stage__in=new_stages).delete()
    PillarOfIdea.objects.filter(idea=idea).exclude(pillar__in=new_pillars).delete()
    StageOfIdea.objects.bulk_create(
        StageOfIdea(stage=stage, side=stage.journey.side, **facts) for stage in found if stage.pk not in old_stages
    )
    PillarOfIdea.objects.bulk_create(
        PillarOfIdea(pillar=pillar, **facts) for pillar in served if pillar.pk not in old_pillars
    )
    return True


def _known(model, wanted, carried, field) -> list:
    """The rows of these keys, locked against going out of use meanwhile."""
    rows = model.objects.select_for_update(of=("self",)).select_related("journey").filter(pk__in=wanted).order_by("pk")
    found = [row for row in rows if row.closed_at is None or row.pk in carried]
    if len(found) != len(wanted):
        raise InvalidInput(_("One of these is not in use any more: choose among those shown."), field=field)
    return found
