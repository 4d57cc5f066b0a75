"""Placing several points at once: what is told of earlier decisions, and what is adopted together."""

from django.db import transaction
from django.utils.translation import ngettext

from committee.enums import Block, EditKind
from committee.models import AgendaItem, Session
from committee.selectors.together import consents_for, reports_for
from committee.services.agenda import put_item, put_subject
from committee.services.editing import editable, noted
from committee.together import CONSENT, MOST_ADOPTED, REPORT
from parkour.core.exceptions import TransitionRefused


@transaction.atomic
def place_together(session: Session, *, by, reports=(), consents=()) -> list[AgendaItem]:
    """Put contributions (references) in the two blocks, as far as they are still proposed for them; twice is once.

    One change, taken back at once; each is taken off like any point. Raises NotAllowed, TransitionRefused once the
    session has begun, or when more would be adopted together than MOST_ADOPTED.
    """
    locked = editable(session, by)
    told = [row for row in reports_for(locked).rows if row.idea.reference in set(reports)]
    adopted = [row for row in consents_for(locked).rows if row.idea.reference in set(consents)]
    _not_too_many(locked, len(adopted))
    with noted(locked, by, EditKind.ADD):
        return [
            *(put_subject(locked, title=r.title, block=Block.REPORT, minutes=REPORT / 2, about=r.idea) for r in told),
            *(put_item(locked, row.idea, block=Block.CONSENT, minutes=CONSENT / 2) for row in adopted),
        ]


def _not_too_many(session: Session, more: int):
    if more and AgendaItem.objects.filter(session=session, block=Block.CONSENT).count() + more > MOST_ADOPTED:
        raise TransitionRefused(
            ngettext(
                "%(count)s contribution at most is adopted without a discussion in one session.",
                "%(count)s contributions at most are adopted without a discussion in one session.",
                MOST_ADOPTED,
            )
            % {"count": MOST_ADOPTED}
        )
