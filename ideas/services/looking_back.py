"""Reading the past before one's own levels are given: possible, and written down."""

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.enums import DECIDED
from ideas.looking_back import has_asked, has_levels, withheld
from ideas.models import Idea, IdeaEvent
from ideas.rules import is_author
from ideas.services.lifecycle import take
from ideas.workflow import LOOKED_BACK_EVENT
from parkour.core import clock
from parkour.core.exceptions import NotAllowed, TransitionRefused


@transaction.atomic
def look_back(idea: Idea, *, by) -> None:
    """`by`, of the desk, reads the past from now on. Written down unless their levels are saved; twice is once.

    The version stays: levels that somebody is typing are not out of date for it. Raises NotAllowed (also on one's own),
    TransitionRefused while a second opinion is awaited.
    """
    locked = take(idea)
    if not by.has_perm("ideas.view_triage") or is_author(by, locked):
        raise NotAllowed(withheld(locked, by) or _("You may read this contribution, not assess it."))
    if why_not := withheld(locked, by):
        raise TransitionRefused(why_not)
    if locked.state in DECIDED or has_levels(locked, by) or has_asked(locked, by):
        return
    IdeaEvent.objects.create(idea=locked, name=LOOKED_BACK_EVENT, actor=by, at=clock.now(), is_internal=True)
