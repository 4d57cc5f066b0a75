"""Correcting what was recorded of a decision: a new one replaces it, its outcome and its votes stay."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ideas.enums import ActionStatus, State
from ideas.models import Action, Decision, IdeaEvent
from ideas.notifications import tell_authors, tell_owner
from ideas.services.lifecycle import supersede_current, take
from ideas.validators import clean_text, validate_day_to_come
from ideas.workflow import DECISION_CORRECTED_EVENT
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, TransitionRefused


@transaction.atomic
def correct_decision(decision: Decision, *, by, why: str, reason: str = "", due_on: date | None = None) -> Decision:
    """Replace a decision by one with another `reason` or date, said to have been taken at the same moment.

    What was decided, by how many votes and who carries it out stays: that is not a matter of words. `why` tells the
    authors what was wrong; the owner learns of another date. The caller has checked on whose authority. Raises
    TransitionRefused once a later decision holds, InvalidInput with the field ("decided_because", "due_on").
    """
    idea = take(decision.idea)
    current = Decision.objects.filter(idea=idea, superseded_at=None).first()
    if current is None or current.pk != decision.pk or idea.held_outcome:
        raise TransitionRefused(_("A later decision holds for this contribution: this one is history."))
    reason = clean_text(reason, "decided_because", limit=2000) or current.reason
    moved = due_on is not None and due_on != current.due_on
    if not moved and reason == current.reason:
        raise InvalidInput(_("Nothing of the decision changes: say what is right in it."), field="decided_because")
    if moved:
        _check_date(idea, current, due_on)
    now = clock.now()
    supersede_current(idea, now)
    corrected = Decision.objects.create(
        idea=idea,
        outcome=current.outcome,
        decided_by=current.decided_by,
        reason=reason,
        rule_text=current.rule_text,
        counts=current.counts,
        owner=current.owner,
        due_on=due_on if moved else current.due_on,
        by=by,
        at=current.at,
        source_label=current.source_label,
    )
    _follow(idea, corrected, moved)
    idea.version += 1
    idea.save(update_fields=["version", "answer_due_on"])
    event = IdeaEvent.objects.create(
        idea=idea,
        name=DECISION_CORRECTED_EVENT,
        actor=by,
        note="\n\n".join(filter(None, [why, reason if reason != current.reason else ""])),
        at=now,
        data={"decision": corrected.pk},
    )
    tell_authors(idea, event)
    if moved and hasattr(idea, "action"):
        _tell_owner(idea, event)
    return corrected


def _check_date(idea, current, due_on):
    validate_day_to_come(due_on, "due_on")
    if current.due_on is None:
        raise InvalidInput(_("This decision has no date."), field="due_on")
    action = getattr(idea, "action", None)
    if action is not None and action.status == ActionStatus.DONE:
        raise InvalidInput(_("The work is done: its date is history."), field="due_on")


def _follow(idea, corrected, moved):
    """The work, or the answer of the direction, is due on the corrected date."""
    if not moved:
        return
    Action.objects.filter(idea=idea).update(due_on=corrected.due_on)
    if idea.state == State.RECOMMENDED:
        idea.answer_due_on = corrected.due_on


def _tell_owner(idea, event):
    idea.action.refresh_from_db(fields=["due_on"])
    tell_owner(
        idea,
        idea.action.owner,
        event,
        gettext_noop("Another date: {title}"),
        gettext_noop("The date of the decision is corrected: it is due on {due}."),
        url=idea.action.get_absolute_url(),
        action=gettext_noop("See the action"),
    )
