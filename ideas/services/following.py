"""Following a contribution: one is told what becomes of it, until one stops."""

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.models import Follow, Idea
from ideas.rules import is_author
from ideas.services.lifecycle import lock
from parkour.core import clock
from parkour.core.exceptions import NotAllowed, TransitionRefused


@transaction.atomic
def follow(idea: Idea, *, by) -> bool:
    """`by` is told what becomes of a contribution of the board; false when they were already.

    Raises NotAllowed for its authors (they are told anyway) and for whoever may not read it, TransitionRefused when
    it is not on the board.
    """
    locked = lock(idea)  # a merge takes along everybody who follows
    if not by.has_perm("ideas.follow_idea", locked):
        if not by.has_perm("ideas.view_idea", locked):
            raise NotAllowed(_("You may not follow this contribution."))
        if is_author(by, locked):
            raise NotAllowed(_("It is yours: you are told what becomes of it."))
        raise TransitionRefused(_("One follows what is on the board, and this contribution is not."))
    _row, new = Follow.objects.get_or_create(idea=locked, person=by, defaults={"at": clock.now()})
    return new


@transaction.atomic
def unfollow(idea: Idea, *, by) -> bool:
    """`by` is told no more; false when they were not."""
    removed, _kinds = Follow.objects.filter(idea=lock(idea), person=by).delete()
    return bool(removed)
