"""Taking up at one's own site what succeeded at another; the author learns it."""

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.enums import Visibility
from ideas.models import Idea
from ideas.services.lifecycle import take
from ideas.validators import clean_text
from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.exceptions import NotAllowed, TransitionRefused
from parkour.engagements.models import Replication
from parkour.engagements.models.replications import ADAPTED_LIMIT
from parkour.engagements.notifications import tell_author


@transaction.atomic
def take_up_success(idea: Idea, *, by: User, words: str = "") -> Replication:
    """`idea` is done again at the site of `by`; its authors are told.

    Raises NotAllowed (no success on the board), InvalidInput, TransitionRefused (no site, its own site, or taken up).
    """
    idea = take(idea)
    if not by.has_perm("engagements.read_success", idea):
        raise NotAllowed(_("Only what is done, and on the board, is taken up elsewhere."))
    words = " ".join(clean_text(words, "words", limit=ADAPTED_LIMIT).split())
    if by.site_id is None:
        raise TransitionRefused(_("Your account names no site: ask the administrator to say where you work."))
    if is_own_site(by, idea):
        raise TransitionRefused(_("It comes from your own site."))
    if Replication.objects.filter(idea=idea, site=by.site_id).exists():
        raise TransitionRefused(_("Your site has taken it up already."))
    made = Replication.objects.create(idea=idea, site_id=by.site_id, by=by, words=words, taken_up_at=clock.now())
    tell_author(made)
    return made


@transaction.atomic
def mark_replication(replication: Replication, *, done: bool, by: User) -> Replication:
    """It is done there too, or not yet after all. Twice is once. Raises NotAllowed."""
    kept = _mine(replication, by)
    if (kept.done_on is not None) != done:
        kept.done_on = clock.today() if done else None
        kept.save(update_fields=["done_on"])
    return kept


@transaction.atomic
def drop_replication(replication: Replication, *, by: User) -> None:
    """It is not taken up there after all. Raises NotAllowed, TransitionRefused (done)."""
    kept = _mine(replication, by)
    if kept.done_on is not None:
        raise TransitionRefused(_("It is done there: say first that it is not, if that is so."))
    kept.delete()


def is_own_site(person: User, idea: Idea) -> bool:
    """Whether it comes from where `person` works: of a hidden author nobody learns it, by this answer neither."""
    return idea.visibility == Visibility.PUBLIC and person.site_id == idea.site_id


def _mine(replication, by) -> Replication:
    kept = Replication.objects.select_for_update().get(pk=replication.pk)
    if not by.has_perm("engagements.carry_replication", kept):
        raise NotAllowed(_("This is for whoever took it up, and for the improvement officer."))
    return kept
