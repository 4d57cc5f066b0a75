"""Supporting a contribution: one each, taken back at will, and a count that is always the number of rows."""

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.models import Idea, Support
from ideas.rules import is_author, is_on_the_board
from ideas.services.kept_counts import count_supports
from ideas.services.lifecycle import lock
from parkour.core import clock
from parkour.core.exceptions import NotAllowed, TransitionRefused


@transaction.atomic
def support(idea: Idea, *, by) -> Idea:
    """`by` supports a contribution of the board; twice is once. Returns it locked, with its count.

    Raises NotAllowed for its authors and for whoever may not read it, TransitionRefused when it is not on the board.
    """
    locked = lock(idea)
    _check(locked, by)
    _row, new = Support.objects.get_or_create(idea=locked, person=by, defaults={"at": clock.now()})
    if new:
        count_supports(locked)
    return locked


@transaction.atomic
def withdraw_support(idea: Idea, *, by) -> Idea:
    """`by` takes the support back; without one, nothing happens. Returns the contribution locked, with its count."""
    locked = lock(idea)
    removed, _kinds = Support.objects.filter(idea=locked, person=by).delete()
    if removed:
        count_supports(locked)
    return locked


def _check(idea, by):
    if by.has_perm("ideas.support_idea", idea):
        return
    if not by.has_perm("ideas.view_idea", idea):
        raise NotAllowed(_("You may not support this contribution."))
    if is_author(by, idea):
        raise NotAllowed(_("It is yours: your colleagues may support it."))
    if not is_on_the_board(by, idea):
        raise TransitionRefused(_("One supports what is on the board, and this contribution is not."))
