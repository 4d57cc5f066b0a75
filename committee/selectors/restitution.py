"""What happened between the session before and this one: received, decided, done, not kept. How many, and which.

Everything is counted from what was written at its moment (the history, the decisions), as of the opening of the
session: the same page, read years later, says the same. `committee.selectors.happened` tells the rows.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from committee.enums import SessionState
from committee.models import Session
from ideas.as_of import ON_THE_BOARD, came_to, moved, state_at
from ideas.enums import BoardTab, DecidedBy
from ideas.models import Decision, Idea, IdeaEvent
from ideas.workflow import IMPORT_EVENT, SUBMISSION_EVENT
from parkour.core import clock
from parkour.core.counting import MOST, capped_counts, say_count

BEGINNINGS = (SUBMISSION_EVENT, IMPORT_EVENT)
# The committee, and the direction that answered its recommendations; quick wins are told for information by themselves.
DECIDING = (DecidedBy.POLL, DecidedBy.CONSENT_BLOCK, DecidedBy.SPONSOR)


@dataclass(frozen=True)
class Period:
    """From the opening of the session before (None: from the beginning) to that of this one, or to now."""

    since: datetime | None
    until: datetime

    @property
    def received(self) -> QuerySet[Idea]:
        """What was sent; of an import, what its file says was written meanwhile and had come in by then."""
        came = IdeaEvent.objects.filter(idea=OuterRef("pk"), name__in=BEGINNINGS, at__lte=self.until)
        begun = Q() if self.since is None else Q(submitted_at__gt=self.since)
        return Idea.objects.filter(begun, Exists(came), submitted_at__lte=self.until).order_by("submitted_at", "pk")

    @property
    def received_and_public(self) -> QuerySet[Idea]:
        """Those of them that stood on the board by then, each with `stood`, its state: the others are only counted."""
        return self.received.annotate(stood=state_at(self.until)).filter(stood__in=ON_THE_BOARD)

    @property
    def decided(self) -> QuerySet[Decision]:
        """Without what a later correction put in the place of one of them."""
        begun = Q() if self.since is None else Q(at__gte=self.since)
        rows = Decision.objects.filter(begun, moved(self.since), at__lt=self.until, decided_by__in=DECIDING)
        return rows.filter(erratum=None).order_by("at", "pk")

    @property
    def done(self) -> QuerySet[IdeaEvent]:
        return came_to(BoardTab.DONE, self.since, self.until)

    @property
    def refused(self) -> QuerySet[IdeaEvent]:
        return came_to(BoardTab.NOT_KEPT, self.since, self.until)


@dataclass(frozen=True)
class Restitution:
    """Numbers since `since`, the session before (None: since the beginning), as pages show them.

    `kept_back`: how many of what was received are counted and not told; "" where there are too many to say.
    """

    since: datetime | None
    received: str
    decided: str
    done: str
    refused: str
    kept_back: str = "0"


def period_of(session: Session) -> Period | None:
    """None for a session that is only planned, or cancelled. One query.

    A session begins when it is opened: what is decided in its first minute is its own. One that ended without a quorum
    was opened too.
    """
    if session.state in {SessionState.PLANNED, SessionState.CANCELLED}:
        return None
    until = session.opened_at or min(session.starts_at, clock.now())
    before = Session.objects.filter(opened_at__lt=until).exclude(pk=session.pk)
    return Period(before.order_by("-opened_at").values_list("opened_at", flat=True).first(), until)


def restitution_of(session: Session, period: Period | None = None) -> Restitution | None:
    """The numbers of a session, None where it has no `period_of`. One query, and one when the period is not given."""
    period = period or period_of(session)
    if period is None:
        return None
    counts = capped_counts(
        received=period.received,
        public=period.received_and_public,
        decided=period.decided,
        done=period.done,
        refused=period.refused,
    )
    kept_back = counts["received"] - counts.pop("public")
    said = {name: say_count(number) for name, number in counts.items()}
    return Restitution(period.since, **said, kept_back=str(kept_back) if counts["received"] <= MOST else "")
