"""What is asked for an agenda and what it still waits for: points of the direction, documents."""

from collections import defaultdict

from committee.enums import BEFORE_THE_COMMITTEE
from committee.models import AskedPoint, AwaitedDocument, Session
from committee.selectors.shared import on_an_agenda
from ideas.models import Idea
from ideas.privacy import tell
from ideas.selectors import visible_to
from parkour.accounts.models import User

MOST_OFFERED = 100


def asked_point(session: Session) -> AskedPoint | None:
    """What the direction asks for in this session, if anything."""
    rows = AskedPoint.objects.filter(session=session, taken_back_at=None)
    return rows.select_related("idea", "by").first()


def may_be_asked_for(session: Session, person: User) -> list[Idea]:
    """What `person` may read and ask for: kept for the committee, on no other agenda. The oldest first."""
    elsewhere = on_an_agenda().exclude(session=session).values("idea")
    waiting = visible_to(person).filter(state__in=BEFORE_THE_COMMITTEE).exclude(pk__in=elsewhere)
    return tell(person, waiting.order_by("state_since", "pk")[:MOST_OFFERED])


def documents_of(idea: Idea) -> list[AwaitedDocument]:
    """All that was ever awaited for it, what is still missing first."""
    rows = AwaitedDocument.objects.filter(idea=idea).select_related("person", "by", "arrived_by")
    return sorted(rows, key=lambda row: (row.arrived_at is not None, row.pk))


def missing_documents(ideas) -> dict[int, list[AwaitedDocument]]:
    """What each of these contributions (keys) still waits for; one query."""
    found: dict[int, list[AwaitedDocument]] = defaultdict(list)
    for row in AwaitedDocument.objects.filter(idea__in=ideas, arrived_at=None).order_by("pk"):
        found[row.idea_id].append(row)
    return dict(found)


def awaited_from(person: User, most: int) -> list[AwaitedDocument]:
    """Documents that this person was asked for and has not handed over, the first to be due first."""
    rows = AwaitedDocument.objects.filter(person=person, idea__state__in=BEFORE_THE_COMMITTEE, arrived_at=None)
    return list(rows.select_related("by").order_by("due_on", "pk")[:most])
