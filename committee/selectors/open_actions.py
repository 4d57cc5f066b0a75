"""What earlier sessions decided and nobody had finished when a session began: the first thing its minutes say."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, Subquery, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from committee.models import AgendaItem, Session
from ideas.as_of import state_at
from ideas.enums import ActionStatus, BoardTab, DecisionOutcome, State
from ideas.models import Action, Decision, Idea, IdeaEvent
from ideas.privacy import prefetch_names, public_veil, shared_veil
from parkour.core import clock

MOST = 50
AT_WORK = (State.APPROVED, State.IN_PROGRESS, State.ON_HOLD)


@dataclass(frozen=True)
class Recalled:
    """An action that was still open. `owner` in words; the title as everybody may read it today."""

    idea: Idea
    owner: str
    due_on: date
    is_late: bool

    @property
    def title(self) -> str:
        return public_veil(self.idea).words(self.idea.display_title)

    @property
    def has_page(self) -> bool:
        """Everybody may open it: it was not archived since."""
        return self.idea.board_tab != BoardTab.NONE


def open_before(session: Session) -> tuple[Recalled, ...]:
    """Actions that sessions before this one decided and that were open when it began, the earliest date first.

    The same list is read years later: what was done, given up or given another date since stands as it was that day.
    `MOST` at most.
    """
    moment = min(session.opened_at or session.starts_at, clock.now())
    decided = AgendaItem.objects.filter(idea=OuterRef("idea"), decision__at__lt=moment)
    # What was declared done by then and stayed so needs no look at its history.
    rows = Action.objects.filter(Q(done_at=None) | Q(done_at__gt=moment), Exists(decided), created_at__lt=moment)
    rows = rows.annotate(stood=state_at(moment, "idea"), said=_last_news(moment), promised=_promised(moment))
    rows = rows.filter(stood__in=AT_WORK).exclude(said=ActionStatus.DONE)
    rows = rows.select_related("idea", "idea__site", "owner").order_by("promised", "pk")
    actions = list(rows[:MOST])
    prefetch_names([action.idea for action in actions])
    return tuple(_recalled(action, session.on) for action in actions)


def _recalled(action, day) -> Recalled:
    owner = shared_veil(action.idea).somebody(action.owner)
    return Recalled(action.idea, owner, action.promised, action.promised < day)


def _last_news(moment):
    """What its owner last said of the work; "" before anything was said, and once somebody said that it is not done."""
    rows = IdeaEvent.objects.filter(idea=OuterRef("idea"), at__lte=moment, name__in=("progress", "dispute"))
    last = rows.order_by("-at", "-pk").values(status=KT("data__status"))[:1]
    return Coalesce(Subquery(last, output_field=TextField()), Value("", output_field=TextField()))


def _promised(moment):
    """The date that held then: a correction replaces the decision, and so the date, from its own moment on."""
    rows = Decision.objects.filter(idea=OuterRef("idea"), outcome=DecisionOutcome.APPROVED, at__lte=moment)
    held = rows.filter(Q(superseded_at=None) | Q(superseded_at__gt=moment)).order_by("pk").values("due_on")[:1]
    return Coalesce(Subquery(held), F("due_on"))
