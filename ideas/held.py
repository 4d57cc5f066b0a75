"""Reading the answers of the desk that have not left: which wait, which could not leave, which were taken back."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from ideas.models import HeldDecision, Idea
from parkour.accounts.models import User
from parkour.core import clock

MOST = 50
WAITS = Q(leaves_at__isnull=False, failed_because="")
# The same for statements written by hand: an idea that an answer waits for is not in the queue.
NOT_HELD = """NOT EXISTS (SELECT 1 FROM ideas_helddecision h
  WHERE h.idea_id = ideas_idea.id AND h.leaves_at IS NOT NULL AND h.failed_because = '')"""

# What a page of the desk asks first, for one statement: the keys of a person, and whether there is anything to read.
OWN = """
  (SELECT keys FROM ideas_deskkeys WHERE person_id = %(me)s),
  EXISTS (SELECT 1 FROM ideas_helddecision
           WHERE by_id = %(me)s AND leaves_at IS NOT NULL AND failed_because = '' AND NOT is_planned),
  EXISTS (SELECT 1 FROM ideas_helddecision WHERE failed_because <> ''),
  EXISTS (SELECT 1 FROM ideas_helddecision WHERE idea_id = %(here)s AND leaves_at IS NOT NULL)
"""


def answer_is_due() -> Exists:
    """For a queryset of ideas: whether an answer should have left by now."""
    return Exists(HeldDecision.objects.filter(WAITS, idea=OuterRef("pk"), leaves_at__lte=clock.now()))


def is_held() -> Exists:
    """For a queryset of ideas: whether an answer waits to leave."""
    return Exists(HeldDecision.objects.filter(WAITS, idea=OuterRef("pk")))


def due_answers() -> QuerySet[HeldDecision]:
    """What should have left by now, the oldest first."""
    return HeldDecision.objects.filter(WAITS, leaves_at__lte=clock.now()).order_by("leaves_at", "pk")


def answer_waiting_for(idea: Idea) -> HeldDecision | None:
    """The answer that waits to leave for `idea`."""
    return HeldDecision.objects.filter(WAITS, idea=idea).select_related("by").first()


def answer_on(idea: Idea) -> HeldDecision | None:
    """The answer that waits to leave for `idea`, or that could not."""
    return HeldDecision.objects.filter(idea=idea, leaves_at__isnull=False).select_related("by").first()


def words_kept(idea: Idea, outcome: str, reader: User) -> HeldDecision | None:
    """What was written for this outcome and has not left: what could not leave, else the reader's own, taken back."""
    rows = HeldDecision.objects.filter(idea=idea, outcome=outcome).exclude(WAITS)
    rows = rows.filter(Q(by=reader) | ~Q(failed_because="")).select_related("owner", "merged_into")
    return rows.order_by("leaves_at").first()  # without a date last


def taken_back_words(ideas: list[Idea], outcome: str, person: User) -> dict[int, HeldDecision]:
    """What this person wrote for these and took back, by the key of the contribution."""
    rows = HeldDecision.objects.filter(idea__in=ideas, outcome=outcome, by=person, leaves_at=None)
    return {row.idea_id: row for row in rows.select_related("owner", "merged_into")}


def waiting_of(person: User) -> list[HeldDecision]:
    """What this person may still take back and leaves at the end of its window, the latest first."""
    rows = HeldDecision.objects.filter(WAITS, by=person, is_planned=False).select_related("idea__site", "by")
    return list(rows.order_by("-held_at", "-pk")[:MOST])


def could_not_leave() -> list[HeldDecision]:
    """What needs an officer again, the oldest first, whoever wrote it."""
    rows = HeldDecision.objects.exclude(failed_because="").select_related("idea__site", "by")
    return list(rows.order_by("held_at", "pk")[:MOST])
