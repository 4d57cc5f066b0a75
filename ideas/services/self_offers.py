"""Over to the author: the officer offers, the author says yes or no. Nothing is adopted before the yes."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ideas.enums import DecidedBy, DecisionOutcome, Outcome
from ideas.models import Decision, Idea, IdeaEvent
from ideas.notifications import tell_authors, tell_officers
from ideas.services.effects import MAX_SELF_IMPLEMENT
from ideas.services.lifecycle import apply_transition, supersede_current, take
from ideas.validators import clean_text
from ideas.workflow import OFFER_EVENT, OFFER_REFUSED_EVENT
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed


def offer_to_author(locked: Idea, *, by, message: str, due_on: date) -> Idea:
    """Ask those who wrote it to carry it out until `due_on`; it stays under review until one of them answers.

    `locked` is locked by the caller, which has checked that `by` may decide. Raises InvalidInput with the field.
    """
    if locked.effort is None or locked.effort > 1:
        raise InvalidInput(_("Only an idea of effort XS is handed over to its author."), field="outcome")
    if not clock.today() < due_on <= clock.today() + MAX_SELF_IMPLEMENT:
        raise InvalidInput(_("Over to the author means within 30 days: choose an earlier date."), field="due_on")
    if not locked.authorships.filter(merged_from=None, person__is_active=True).exists():
        raise InvalidInput(_("Nobody of the company wrote it: choose another outcome."), field="outcome")
    now = clock.now()
    locked.self_offered_at, locked.self_offer_due_on = now, due_on
    locked.first_human_reply_at = locked.first_human_reply_at or now
    locked.version += 1
    locked.save(update_fields=["self_offered_at", "self_offer_due_on", "first_human_reply_at", "version"])
    _tell(locked, OFFER_EVENT, by, message, data={"due_on": due_on.isoformat()})
    return locked


def _tell(idea, name, by, note, data=None) -> IdeaEvent:
    event = IdeaEvent.objects.create(idea=idea, name=name, actor=by, note=note, at=clock.now(), data=data or {})
    tell_authors(idea, event)
    return event


@transaction.atomic
def accept_offer(idea: Idea, *, by) -> Idea:
    """An author says yes: it is adopted with this person as owner. Raises NotAllowed when nothing is offered."""
    locked = _offered(idea, by)
    offer = locked.triage_decisions.filter(outcome=Outcome.SELF_IMPLEMENT).latest("at", "pk")
    if locked.self_offer_due_on <= clock.today():
        raise InvalidInput(_("The date that was offered has passed: write to the officer for another one."))
    supersede_current(locked, clock.now())
    decision = Decision.objects.create(
        idea=locked,
        outcome=DecisionOutcome.APPROVED,
        decided_by=DecidedBy.OFFICER,
        reason=offer.message,
        owner=by,
        due_on=locked.self_offer_due_on,
        by=offer.by,
        at=clock.now(),
    )
    return apply_transition(locked, "self_implement", by=by, decision=decision)


@transaction.atomic
def refuse_offer(idea: Idea, *, by, reason: str) -> Idea:
    """An author says no, with a word: it stays under review, and the officers are told."""
    reason = clean_text(reason, "reason", limit=2000)
    if not reason:
        raise InvalidInput(_("Say in one sentence why not."), field="reason")
    locked = _offered(idea, by)
    locked.self_offered_at = locked.self_offer_due_on = None
    locked.version += 1
    locked.save(update_fields=["self_offered_at", "self_offer_due_on", "version"])
    event = _tell(locked, OFFER_REFUSED_EVENT, by, reason)
    tell_officers(
        locked,
        event,
        gettext_noop("No owner for {reference}"),
        gettext_noop("The author of “{title}” cannot carry it out:"),
    )
    return locked


def _offered(idea, by):
    locked = take(idea)
    if not by.has_perm("ideas.answer_offer", locked):
        raise NotAllowed(_("This is no longer offered: the officer has decided otherwise."))
    return locked
