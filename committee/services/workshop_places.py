"""Leaving a place of a group empty, by a word that can be taken back."""

from django.db import transaction
from django.utils.translation import gettext as _

from committee.models import EmptyPlace, Workshop
from committee.selectors.workshops import places_in
from committee.services.common import permit
from committee.services.workshop_room import at_step
from committee.services.workshops import note
from committee.workshop_steps import VariantScope, WorkshopStep
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, TransitionRefused


@transaction.atomic
def leave_empty(workshop: Workshop, *, by, group: int, scope: str, left_empty: bool = True) -> None:
    """Say that a group (its key) has nothing for this scope, or take that word back. Twice is once.

    Raises NotAllowed, InvalidInput (field "scope"), TransitionRefused outside of the step, where the group is gone, and
    where a variant fills the place.
    """
    permit(by, "run_workshop", workshop)
    if scope not in VariantScope.values:
        raise InvalidInput(_("Say for whom it would hold."), field="scope")
    locked = at_step(workshop, WorkshopStep.VARIANTS)
    place = next((one for one in places_in(locked).get(group, ()) if one.scope == scope), None)
    if place is None:
        raise TransitionRefused(_("This group is no longer there."))
    if left_empty and place.variants:
        raise TransitionRefused(_("A variant is written there: take it away first."))
    if place.left_empty == left_empty:
        return
    if left_empty:
        EmptyPlace.objects.create(group_id=group, scope=scope, stated_by=by, stated_at=clock.now())
    else:
        EmptyPlace.objects.filter(group=group, scope=scope).delete()
    note(locked, "leave_empty" if left_empty else "fill_again", by, group=locked.groups.get(pk=group).name, scope=scope)
