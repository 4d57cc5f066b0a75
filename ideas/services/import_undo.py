"""Taking a whole import back: its ideas that nothing has happened to, and a sentence for each of the others."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from ideas.enums import ImportState, State
from ideas.models import Idea, IdeaEvent, IdeaSearch, ImportBatch, Likeness, Neighbour
from ideas.workflow import IMPORT_EVENT
from parkour.core import clock
from parkour.core.exceptions import NotAllowed, TransitionRefused

CHUNK = 1_000
KEPT_TOLD = 1_000


@transaction.atomic
def undo_import(batch: ImportBatch, *, by) -> ImportBatch:
    """Remove the ideas of `batch` whose history is their import and nothing else; tell which stay and why.

    Raises NotAllowed, and TransitionRefused for a file that is not imported or was undone before.
    """
    if not by.has_perm("ideas.import_ideas"):
        raise NotAllowed(_("You may not undo an import."))
    locked = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if locked.state != ImportState.DONE:
        raise TransitionRefused(_("Only an import that is done can be undone, and once."))
    # Locked first, looked at afterwards: what somebody was writing when we came is seen too.
    keys = list(locked.ideas.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    ideas = list(_with_traces(locked.ideas.order_by("pk")))
    kept = [(idea, reason) for idea in ideas if (reason := why_it_stays(idea))]
    stays = {idea.pk for idea, _reason in kept}
    _remove([key for key in keys if key not in stays])
    locked.state, locked.state_since = ImportState.UNDONE, clock.now()
    locked.undone_at, locked.removed = locked.state_since, len(ideas) - len(kept)
    locked.kept = [[idea.reference, reason] for idea, reason in kept[:KEPT_TOLD]]
    locked.save(update_fields=["state", "state_since", "undone_at", "removed", "kept"])
    return locked


def why_it_stays(idea: Idea) -> str:
    """A sentence about what happened to an imported idea (of `_with_traces`) since, or "" when nothing did."""
    if idea.state != State.SUBMITTED:
        return _("It is “%(state)s” now.") % {"state": idea.get_state_display()}
    if idea.has_history:
        return _("Something was written in its history since.")
    if idea.version != 1:
        return _("It was changed since.")
    for relation in _traces():
        if getattr(idea, _flag(relation)):
            return _("Something is attached to it: %(what)s.") % {
                "what": relation.related_model._meta.verbose_name_plural
            }
    return ""


def _traces():
    """Every table that points to an idea: one that is added later protects ideas from the first day.

    Not its history, which is looked at by itself, and not what the product works out of its words by itself: its entry
    of the search, what it is like.
    """
    own = (IdeaEvent, IdeaSearch, Likeness, Neighbour)
    return [relation for relation in Idea._meta.related_objects if relation.related_model not in own]


def _flag(relation) -> str:
    return f"has_{relation.related_model._meta.model_name}_{relation.field.name}"


def _with_traces(ideas: QuerySet[Idea]) -> QuerySet[Idea]:
    later = IdeaEvent.objects.filter(idea=OuterRef("pk")).exclude(name=IMPORT_EVENT)
    flags = {
        _flag(relation): Exists(relation.related_model._base_manager.filter(Q(**{relation.field.name: OuterRef("pk")})))
        for relation in _traces()
    }
    return ideas.annotate(has_history=Exists(later), **flags).only("reference", "state", "version", "import_batch")


def _remove(keys: list[int]) -> None:
    """By parts, so that a large import weighs no more at once than a small one."""
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        Idea.objects.filter(pk__in=chunk).delete()
