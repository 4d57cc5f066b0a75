"""What happened between the session before and this one, in four numbers: received, decided, done, refused."""

from dataclasses import dataclass
from datetime import datetime

from committee.enums import SessionState
from committee.models import AgendaItem, Session
from ideas.enums import BoardTab
from ideas.models import Idea
from parkour.core import clock
from parkour.core.counting import capped_counts, say_count


@dataclass(frozen=True)
class Restitution:
    """Numbers since `since`, the session before (None: since the beginning), as pages show them."""

    since: datetime | None
    received: str
    decided: str
    done: str
    refused: str


def restitution_of(session: Session) -> Restitution | None:
    """Counted from the start of the session before to the start of this one, or to now.

    `decided` are the decisions of the committee, those of the session before among them; `done` and `refused` what came
    to these tabs of the board. None for a session that is only planned, or cancelled. Two queries, each answered from
    an index.
    """
    if session.state in {SessionState.PLANNED, SessionState.CANCELLED}:
        return None
    until = min(session.starts_at, clock.now())
    held = Session.objects.exclude(state=SessionState.CANCELLED).filter(starts_at__lt=until)
    since = held.order_by("-starts_at").values_list("starts_at", flat=True).first()
    on_the_board = Idea.objects.filter(**_within("published_at", since, until))
    decided = AgendaItem.objects.filter(decision__isnull=False, session__starts_at__lt=session.starts_at)
    counts = capped_counts(
        received=Idea.objects.filter(**_within("submitted_at", since, until)),
        decided=decided.filter(session__starts_at__gte=since) if since else decided,
        done=on_the_board.filter(board_tab=BoardTab.DONE),
        refused=on_the_board.filter(board_tab=BoardTab.NOT_KEPT),
    )
    return Restitution(since, **{name: say_count(number) for name, number in counts.items()})


def _within(column, since, until):
    return {f"{column}__lte": until} | ({f"{column}__gt": since} if since else {})
