"""The reasons of the desk: each with how often it was really given, and its words for one contribution."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from ideas.enums import Outcome
from ideas.models import Idea, Reason, TriageDecision
from ideas.models.reason import CODES
from ideas.replies import Proposing
from parkour.core import clock

YEAR = timedelta(days=365)
MOST = 200


def reasons_with_uses(**only) -> list[Reason]:
    """Reasons (those of the filter `only`), the most used of the last twelve months first; each with `uses_of_year`,
    `uses` in all and `last_used_at`. What was taken back before it left was never given: only what was sent counts.
    """
    rows = Reason.objects.filter(**only).annotate(
        uses_of_year=Count("decisions", filter=Q(decisions__at__gt=clock.now() - YEAR)),
        uses=Count("decisions"),
        last_used_at=Max("decisions__at"),
    )
    return list(rows.select_related("by").order_by("-is_active", "-uses_of_year", "-uses", "name", "pk")[:MOST])


def reasons_in_use(outcome: Outcome) -> list[Reason]:
    """Those to choose from for `outcome`, with their uses."""
    return reasons_with_uses(outcome=outcome, is_active=True) if outcome in CODES else []


def given_for(ideas: QuerySet[Idea], reason: int) -> QuerySet[Idea]:
    """Those of `ideas` that were answered with the reason of this key."""
    return ideas.filter(Exists(TriageDecision.objects.filter(idea=OuterRef("pk"), reason=reason)))


@dataclass(frozen=True)
class Because:
    """A reason to choose from: its row, with its uses, and its words for this contribution."""

    reason: Reason
    text: str


def reasons_for(idea: Idea, outcome: Outcome, *, officer) -> list[Because]:
    """The reasons in use for `outcome`, with their words in the language of the author."""
    rows = reasons_in_use(outcome)
    filled = (
        Proposing(outcome, officer=officer).filled(idea, [(row.text_fr, row.text_en) for row in rows]) if rows else []
    )
    return [Because(row, text) for row, text in zip(rows, filled, strict=True)]
