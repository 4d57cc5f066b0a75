"""Placing several points at once: what is told of earlier decisions, and what is adopted together."""

from django.db import transaction

from committee.enums import Block
from committee.models import AgendaItem, Session
from committee.selectors.together import consents_for, reports_for
from committee.services.agenda import add_item, add_subject
from committee.services.common import lock_session, permit
from committee.together import CONSENT, REPORT


@transaction.atomic
def place_together(session: Session, *, by, reports=(), consents=()) -> list[AgendaItem]:
    """Put contributions (references) in the two blocks, as far as they are still proposed for them; twice is once.

    Taken off again like any point. Raises NotAllowed, TransitionRefused once the session has begun.
    """
    permit(by, "edit_agenda", session)
    locked = lock_session(session)
    told = [row for row in reports_for(locked).rows if row.idea.reference in set(reports)]
    adopted = [row for row in consents_for(locked).rows if row.idea.reference in set(consents)]
    return [
        *(_report(locked, row, by) for row in told),
        *(add_item(locked, row.idea, by=by, block=Block.CONSENT, minutes=CONSENT / 2) for row in adopted),
    ]


def _report(session: Session, row, by) -> AgendaItem:
    return add_subject(session, by=by, title=row.title, block=Block.REPORT, minutes=REPORT / 2, about=row.idea)
