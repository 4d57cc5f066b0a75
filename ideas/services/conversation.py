"""Words between the officer and the author, outside decisions."""

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.enums import MessageVisibility
from ideas.models import Idea, IdeaEvent, Message
from ideas.notifications import tell_authors
from ideas.services.lifecycle import lock
from ideas.validators import clean_text
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed


@transaction.atomic
def write_message(idea: Idea, *, by, body: str, internal: bool = False) -> Message:
    """A message in the thread; an internal note is for those who triage and never reaches the author."""
    triages = by.has_perm("ideas.view_triage")
    if not by.has_perm("ideas.view_thread", idea) or (internal and not triages):
        raise NotAllowed(_("You may not write here."))
    body = clean_text(body, "body", limit=5000)
    if not body:
        raise InvalidInput(_("Write a few words."), field="body")
    locked = lock(idea)
    message = Message.objects.create(
        idea=locked,
        sender=by,
        body=body,
        sent_at=clock.now(),
        visibility=MessageVisibility.INTERNAL if internal else MessageVisibility.AUTHOR,
    )
    event = IdeaEvent.objects.create(
        idea=locked, name="message", actor=by, note=body, at=clock.now(), is_internal=internal
    )
    if not internal:
        if triages and locked.first_human_reply_at is None:
            locked.first_human_reply_at = clock.now()
            locked.save(update_fields=["first_human_reply_at"])
        tell_authors(locked, event)
    return message
