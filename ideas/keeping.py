"""Reading the promises of one contribution: its clocks, from rows."""

from django.db.models import Exists, OuterRef, Subquery

from ideas.enums import State
from ideas.models import Idea, IdeaEvent, RedFlag, TriageDecision, UntoldEvent
from ideas.promises import Clock, Facts, Terms, clocks
from ideas.workflow import SUBMISSION_EVENT
from parkour.core import clock
from parkour.organisation.models import Organisation, work_calendar

DECIDED = (State.APPROVED, State.REJECTED, State.DECLINED, State.ANSWERED)
# Somebody else goes on with it, or nobody: nothing more is owed here.
OVER = (State.MERGED, State.REDIRECTED, State.WITHDRAWN, State.ARCHIVED)


def clocks_of(idea: Idea) -> list[Clock]:
    """Receipt, first answer, orientation and decision of `idea`, as they stand now. Empty for an imported one."""
    if idea.promised_reply_at is None or idea.submitted_at is None:
        return []
    mine = {"idea": OuterRef("pk")}
    receipt = UntoldEvent.objects.filter(event__idea=OuterRef("pk"), event__name=SUBMISSION_EVENT)
    oriented = TriageDecision.objects.filter(**mine).order_by("at").values("at")[:1]
    decided = IdeaEvent.objects.filter(**mine, to_state__in=DECIDED).order_by("at").values("at")[:1]
    waits, oriented_at, decided_at = (
        Idea.objects.filter(pk=idea.pk)
        .annotate(receipt_waits=Exists(receipt), oriented_at=Subquery(oriented), decided_at=Subquery(decided))
        .values_list("receipt_waits", "oriented_at", "decided_at")
        .get()
    )
    facts = Facts(
        submitted_at=idea.submitted_at,
        received_at=None if waits else idea.submitted_at,
        promised_at=idea.promised_reply_at,
        answered_at=idea.first_human_reply_at,
        oriented_at=oriented_at,
        decided_at=decided_at,
        ended_at=idea.state_since if idea.state in OVER else None,
    )
    return clocks(facts, Terms.of(Organisation.current()), work_calendar(idea.site), clock.now())


def flag_of(idea: Idea) -> RedFlag | None:
    """The red flag of `idea`, lifted or not."""
    return RedFlag.objects.filter(idea=idea).select_related("raised_by").first()
