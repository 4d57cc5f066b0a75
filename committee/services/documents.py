"""Documents without which a contribution is not ready: asked of somebody, handed over, or missing again."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from committee.enums import BEFORE_THE_COMMITTEE
from committee.models import AwaitedDocument
from committee.preparing_notifications import tell_document_asked, tell_document_there
from committee.services.common import permit
from ideas.models import Idea
from ideas.validators import clean_text, validate_day_to_come
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, TransitionRefused

NAME_LIMIT = 200
MOST_MISSING = 5  # of one contribution


@transaction.atomic
def ask_for_document(idea: Idea, *, by, what: str, person=None, due_on: date | None = None) -> AwaitedDocument:
    """Note that a document is missing, and tell who is to bring it. The same words again are once.

    Raises NotAllowed, InvalidInput, TransitionRefused when the contribution does not wait for the committee.
    """
    permit(by, "edit_agenda")
    locked = Idea.objects.select_for_update(of=("self",)).get(pk=idea.pk)
    if locked.state not in BEFORE_THE_COMMITTEE:
        raise TransitionRefused(_("This contribution does not wait for the committee: it needs no document."))
    what = clean_text(what, "what", limit=NAME_LIMIT)
    if not what:
        raise InvalidInput(_("Say which document is missing."), field="what")
    if due_on is not None:
        validate_day_to_come(due_on, "due_on")
    if person is not None and not (person.is_active and person.has_perm("ideas.view_idea", locked)):
        raise InvalidInput(_("This person may not read the contribution: choose somebody else."), field="person")
    missing = AwaitedDocument.objects.filter(idea=locked, arrived_at=None)
    if (known := missing.filter(what=what, person=person, due_on=due_on).first()) is not None:
        return known
    if missing.count() >= MOST_MISSING:
        raise InvalidInput(_("Five documents are awaited already: five are the most."), field="what")
    document = AwaitedDocument.objects.create(
        idea=locked, what=what, person=person, due_on=due_on, by=by, at=clock.now()
    )
    if person is not None and person != by:
        tell_document_asked(document)
    return document


def _locked(document: AwaitedDocument) -> AwaitedDocument:
    rows = AwaitedDocument.objects.select_for_update(of=("self",)).select_related("idea", "person", "by")
    return rows.get(pk=document.pk)


@transaction.atomic
def document_arrived(document: AwaitedDocument, *, by) -> AwaitedDocument:
    """It is there: said by an officer, or by who was to bring it, of which its asker is told. Twice is once."""
    permit(by, "hand_over", document)
    locked = _locked(document)
    if locked.arrived_at is None:
        locked.arrived_at, locked.arrived_by = clock.now(), by
        locked.save(update_fields=["arrived_at", "arrived_by"])
        if by.pk != locked.by_id:
            tell_document_there(locked)
    return locked


@transaction.atomic
def document_missing_again(document: AwaitedDocument, *, by) -> AwaitedDocument:
    """It is not there after all: what `document_arrived` did is taken back. Twice is once."""
    permit(by, "hand_over", document)
    locked = _locked(document)
    if locked.idea.state not in BEFORE_THE_COMMITTEE:
        raise TransitionRefused(_("This contribution does not wait for the committee: it needs no document."))
    locked.arrived_at = locked.arrived_by = None
    locked.save(update_fields=["arrived_at", "arrived_by"])
    return locked


@transaction.atomic
def drop_document(document: AwaitedDocument, *, by) -> None:
    """It is not needed: nobody waits for it. Twice is once."""
    permit(by, "edit_agenda")
    AwaitedDocument.objects.filter(pk=document.pk).delete()
