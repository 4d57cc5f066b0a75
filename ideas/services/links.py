"""Two contributions that are about the same, each with its own answer: linked, and no longer."""

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.models import Idea, IdeaEvent, RelatedIdeas
from ideas.services.lifecycle import lock_in_order
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed


@transaction.atomic
def link_ideas(idea: Idea, other: Idea, *, by) -> bool:
    """Link two contributions: each is read from the other. True when they were not yet.

    Raises InvalidInput for one and the same, NotAllowed.
    """
    first, second = _pair(idea, other, by)
    _link, new = RelatedIdeas.objects.get_or_create(idea=first, other=second, defaults={"by": by, "at": clock.now()})
    if new:
        _tell_history("link", first, second, by)
    return new


@transaction.atomic
def unlink_ideas(idea: Idea, other: Idea, *, by) -> bool:
    """Take the link away; true when there was one. Raises as `link_ideas`."""
    first, second = _pair(idea, other, by)
    gone, _rows = RelatedIdeas.objects.filter(idea=first, other=second).delete()
    if gone:
        _tell_history("unlink", first, second, by)
    return bool(gone)


def _pair(idea, other, by):
    if idea.pk == other.pk:
        raise InvalidInput(_("A contribution cannot be linked with itself."), field="other")
    lock_in_order(idea, other)
    ideas = list(Idea.objects.filter(pk__in=[idea.pk, other.pk]).order_by("pk"))
    if len(ideas) < 2 or not all(by.has_perm("ideas.link_ideas", one) for one in ideas):
        raise NotAllowed(_("Only the improvement officer links contributions."))
    return ideas


def _tell_history(name, first, second, by):
    now = clock.now()
    for one, another in ((first, second), (second, first)):
        IdeaEvent.objects.create(
            idea=one, name=name, actor=by, at=now, is_internal=True, data={"other": another.reference}
        )
