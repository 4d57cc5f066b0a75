"""“I need somebody else to decide”: passed on with a reason, handed back with words. It stays in the queue."""

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.escalations import may_be_asked, open_escalation
from ideas.models import Escalation, Idea, IdeaEvent
from ideas.reminders import tell_escalated, tell_handed_back
from ideas.services.lifecycle import take
from ideas.validators import clean_text
from ideas.workflow import ESCALATE_EVENT, HAND_BACK_EVENT
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused

WORDS_LIMIT = 2000


@transaction.atomic
def escalate_idea(idea: Idea, *, by, to, reason: str, version: int | None = None) -> Escalation:
    """Ask `to` to look at it. Raises NotAllowed, InvalidInput with the field, TransitionRefused when somebody is
    asked already, Conflict.
    """
    locked = take(idea, version)
    if not by.has_perm("ideas.escalate_idea", locked):
        raise NotAllowed(_("You may not do this to this contribution."))
    reason = clean_text(reason, "reason", limit=WORDS_LIMIT)
    if not reason:
        raise InvalidInput(_("Say why you need somebody else."), field="reason")
    if not may_be_asked(by, locked).filter(pk=to.pk).exists():
        raise InvalidInput(
            _("Choose somebody of the direction, or another officer who has not written it."), field="to"
        )
    if waiting := open_escalation(locked):
        raise TransitionRefused(_("%(name)s is asked already.") % {"name": waiting.to})
    row = Escalation.objects.create(idea=locked, by=by, to=to, reason=reason, at=clock.now())
    IdeaEvent.objects.create(
        idea=locked, name=ESCALATE_EVENT, actor=by, note=reason, at=row.at, is_internal=True, data={"to": to.pk}
    )
    tell_escalated(row)
    return row


@transaction.atomic
def hand_back(idea: Idea, *, by, answer: str) -> Escalation:
    """Whoever was asked answers in words, or the officer takes it back. Raises NotAllowed, InvalidInput,
    TransitionRefused when nobody is asked.
    """
    locked = take(idea)
    row = open_escalation(locked)
    if row is None:
        raise TransitionRefused(_("Nobody is asked about this contribution."))
    if by.pk not in {row.to_id, row.by_id}:
        raise NotAllowed(_("You may not do this to this contribution."))
    answer = clean_text(answer, "answer", limit=WORDS_LIMIT)
    if not answer:
        raise InvalidInput(_("Write a few words."), field="answer")
    row.answer, row.answered_by, row.answered_at = answer, by, clock.now()
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    IdeaEvent.objects.create(
        idea=locked, name=HAND_BACK_EVENT, actor=by, note=answer, at=row.answered_at, is_internal=True
    )
    tell_handed_back(row)
    return row
