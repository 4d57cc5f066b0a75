"""What earlier sessions decided and nobody had finished when a session began: the first thing its minutes say."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from committee.models import AgendaItem, Session
from ideas.enums import BoardTab, State
from ideas.models import Action, Idea
from ideas.privacy import tell
from parkour.core import clock

MOST = 50
# Nothing is left to carry out.
GIVEN_UP = (State.ABANDONED, State.WITHDRAWN, State.ARCHIVED)


@dataclass(frozen=True)
class Recalled:
    """An action that was still open. `idea` is told as to everybody; `owner` in words."""

    idea: Idea
    owner: str
    due_on: date
    is_late: bool

    @property
    def title(self) -> str:
        return self.idea.told.title


def open_before(session: Session) -> tuple[Recalled, ...]:
    """Actions that sessions before this one decided and that were open when it began, the earliest date first.

    The same list is read years later: what was done since counts as open, as it was that day. `MOST` at most.
    """
    moment = min(session.opened_at or session.starts_at, clock.now())
    decided = AgendaItem.objects.filter(
        idea=OuterRef("idea"), decision__isnull=False, session__starts_at__lt=session.starts_at
    )
    rows = Action.objects.filter(
        Q(done_at=None) | Q(done_at__gt=moment), Exists(decided), created_at__lt=moment
    ).exclude(idea__state__in=GIVEN_UP)
    rows = rows.exclude(idea__board_tab=BoardTab.NONE).select_related("idea", "idea__site", "owner")
    actions = list(rows.order_by("due_on", "pk")[:MOST])
    ideas = tell(None, [action.idea for action in actions])
    return tuple(
        Recalled(idea, idea.told.hidden.somebody(action.owner), action.due_on, action.due_on < session.on)
        for action, idea in zip(actions, ideas, strict=True)
    )
