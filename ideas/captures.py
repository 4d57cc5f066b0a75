"""What was typed for somebody else: who typed it, who said it, and the answers that wait to be said aloud."""

from django.db.models import Q, QuerySet

from ideas.enums import SPOKEN
from ideas.models import Capture, Idea
from ideas.rules import is_author
from parkour.accounts.models import User
from parkour.accounts.rules import is_officer

PAGE = 30


def capture_of(idea: Idea) -> Capture | None:
    """How `idea` was typed for somebody else; None for all others, without a statement."""
    return Capture.objects.select_related("by", "person").filter(idea=idea).first() if idea.origin in SPOKEN else None


def capture_for(reader: User, idea: Idea) -> Capture | None:
    """The same, for its author and for officers; None for everybody else."""
    return capture_of(idea) if idea.origin in SPOKEN and (is_author(reader, idea) or is_officer(reader)) else None


def has_acted(person: User, idea: Idea) -> bool:
    """Whether `person` has written or done anything about `idea`."""
    return idea.events.filter(actor=person).exists()


def may_disown(person: User, idea: Idea) -> bool:
    """Whether `person` may still say that they are not its author."""
    return person.has_perm("ideas.disown_idea", idea) and not has_acted(person, idea)


def to_say() -> QuerySet[Capture]:
    """Those whose last answer waits to be said aloud, the oldest answer first."""
    rows = Capture.objects.filter(to_say__isnull=False).select_related("idea__site", "to_say", "by", "person")
    return rows.order_by("to_say", "pk")


def to_say_page(*, after: Capture | None = None, size: int = PAGE) -> list[Capture]:
    """One page of `to_say`, and one row more if there is a next page; `after` is the last row of the page before."""
    rows = to_say()
    if after is not None:
        rows = rows.filter(Q(to_say__gt=after.to_say_id) | Q(to_say=after.to_say_id, pk__gt=after.pk))
    return list(rows[: size + 1])


def waiting_capture(reference: str) -> Capture | None:
    """The one of this reference, whether or not an answer waits."""
    rows = Capture.objects.select_related("idea__site", "to_say", "by", "person")
    return rows.filter(idea__reference=reference.upper()).first()
