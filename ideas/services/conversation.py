"""Words between the officer and the author, outside decisions."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ideas.enums import MessageVisibility
from ideas.models import Idea, IdeaEvent, Message
from ideas.notifications import tell_authors, tell_officers
from ideas.rules import is_author
from ideas.services.lifecycle import lock
from ideas.services.spoken_answers import owe_spoken_answer
from ideas.validators import clean_text
from parkour.accounts.rules import is_officer
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed


@transaction.atomic
def write_message(idea: Idea, *, by, body: str, internal: bool = False, keeps_promise: bool = True) -> Message:
    """A message in the thread; an internal note is for those who triage and never reaches the author.

    The first words of an officer who is not its author keep the promise of an answer, unless `keeps_promise` says that
    they only make somebody wait (“I have it, my answer follows”). Nothing else does: no note, no receipt, no words of
    whoever wrote it or carries it out.
    """
    body = clean_text(body, "body", limit=5000)
    locked = lock(idea)  # asked of the row, not of an old page: nobody writes to what was taken back meanwhile
    if not by.has_perm("ideas.write_note" if internal else "ideas.write_message", locked):
        raise NotAllowed(_("You may not write here."))
    if not body:
        raise InvalidInput(_("Write a few words."), field="body")
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
        answers = is_officer(by) and not is_author(by, locked)
        if answers and keeps_promise and locked.first_human_reply_at is None:
            locked.first_human_reply_at = clock.now()
            locked.save(update_fields=["first_human_reply_at"])
        tell_authors(locked, event)
        if answers:
            owe_spoken_answer(locked, event)
        else:
            tell_officers(
                locked,
                event,
                gettext_noop("A message: {reference}"),
                gettext_noop("There is a message about “{title}”:"),
            )
    return message
