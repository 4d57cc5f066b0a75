"""The title of a contribution and its restatement for the committee."""

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.models import Idea, IdeaEvent
from ideas.services.lifecycle import take
from ideas.validators import TITLE_LIMIT, clean_text
from parkour.core import clock
from parkour.core.exceptions import NotAllowed


@transaction.atomic
def retitle_idea(idea: Idea, *, by, title: str, restatement: str = "", version: int | None = None) -> Idea:
    """Give a title, and restate for the committee. The author's own words are never touched.

    Raises NotAllowed, InvalidInput, Conflict when `version` is given and is not the current one.
    """
    if not by.has_perm("ideas.retitle_idea"):
        raise NotAllowed(_("Only the officer gives titles."))
    return write_title(idea, by=by, title=title, restatement=restatement, version=version)


def write_title(idea: Idea, *, by, title: str, restatement: str, version: int | None = None) -> Idea:
    """The same for a service that has asked what its own step asks."""
    locked = take(idea, version)
    locked.title = clean_text(title, "title", limit=TITLE_LIMIT)
    locked.restatement = clean_text(restatement, "restatement", limit=5000)
    locked.version += 1
    locked.save(update_fields=["title", "restatement", "version"])
    IdeaEvent.objects.create(
        idea=locked,
        name="retitle",
        actor=by,
        at=clock.now(),
        note=locked.title,
        is_internal=not locked.restatement,
    )
    return locked
