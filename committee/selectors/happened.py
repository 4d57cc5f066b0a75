"""The lists behind the numbers of a restitution, as everybody may read them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime

from django.utils.translation import gettext as _

from committee.selectors.restitution import Period
from ideas.as_of import states_of, still_told
from ideas.enums import BoardTab, DecidedBy, DecisionOutcome, ReasonCode, State
from ideas.models import Decision, Idea, IdeaEvent
from ideas.privacy import prefetch_names, public_veil, refusal_veil, shared_veil
from ideas.selectors import visible_to
from ideas.workflow import STATES, TRANSITIONS
from parkour.accounts.models import User
from parkour.core.dates import local_day

MOST_LISTED = 500
ONE_LINE = 200
NOT_KEPT = states_of(BoardTab.NOT_KEPT)
BY_THE_DIRECTION = {DecisionOutcome.APPROVED: "grant", DecisionOutcome.REJECTED: "refuse"}


@dataclass(frozen=True)
class Happened:
    """One contribution in one of the lists. All but its words is of that day, whatever became of it since.

    `title` and `reason` are what may be said today: no hidden name, and nothing of what has left the board without
    being archived (`is_told` is false then). `has_page`: everybody may open it.
    """

    idea: Idea
    on: date
    outcome: str
    owner: str = ""
    title: str = field(default="", compare=False)
    reason: str = field(default="", compare=False)
    is_told: bool = field(default=True, compare=False)

    @property
    def has_page(self) -> bool:
        return self.idea.board_tab != BoardTab.NONE


@dataclass(frozen=True)
class Lists:
    """Each list, the first thing that happened first: `MOST_LISTED` rows at most, where the number says how many."""

    received: tuple[Happened, ...] = ()
    decided: tuple[Happened, ...] = ()
    done: tuple[Happened, ...] = ()
    refused: tuple[Happened, ...] = ()


def lists_of(period: Period) -> Lists:
    """The same number of queries for one row and for many."""
    received = list(period.received_and_public.select_related("site")[:MOST_LISTED])
    decided = _about(period.decided.select_related("owner"))
    done = _about(period.done.select_related("idea__action__owner"))
    refused = _about(period.refused)
    says = _Told([*received, *(row.idea for row in (*decided, *done, *refused))], refused)
    return Lists(
        tuple(says.received(idea) for idea in received),
        tuple(says.row(row.idea, row.at, _decided(row), row.owner, refused=_refuses(row)) for row in decided),
        tuple(says.row(row.idea, row.at, _stood(row.to_state), _worker(row.idea)) for row in done),
        tuple(says.refusal(row) for row in refused),
    )


def as_read_by(reader: User, lists: Lists) -> Lists:
    """The same for somebody of a partner who sits in the committee: they read no title that their board does not hold.

    No query for the staff of the organisation, a few for the others.
    """
    if reader.partner_site is None:
        return lists
    told = [getattr(lists, row.name) for row in fields(lists)]
    keys = {row.idea.pk for rows in told for row in rows}
    seen = set(visible_to(reader).filter(pk__in=keys).values_list("pk", flat=True))
    return Lists(*(tuple(row if row.idea.pk in seen else _unread(row) for row in rows) for rows in told))


def _unread(row):
    return replace(row, title=_("A contribution that your board does not show"), reason="", owner="", is_told=False)


def _about(rows) -> list:
    return list(rows.select_related("idea", "idea__site")[:MOST_LISTED])


def _stood(state) -> str:
    return str(STATES[State(state)].author_label)


def _decided(row: Decision) -> str:
    name = BY_THE_DIRECTION.get(row.outcome) if row.decided_by == DecidedBy.SPONSOR else None
    return str(TRANSITIONS[name].label if name else row.get_outcome_display())


def _refuses(row: Decision) -> bool:
    return row.outcome == DecisionOutcome.REJECTED


def _worker(idea):
    action = getattr(idea, "action", None)
    return action.owner if action else None


class _Told:
    """The words of all rows: what each idea hides is read once, for all lists together."""

    def __init__(self, ideas: Iterable[Idea], refused: Iterable[IdeaEvent]):
        self.ideas: dict[int, Idea] = {}
        for idea in ideas:
            self.ideas.setdefault(idea.pk, idea)
        prefetch_names(self.ideas.values())
        self.shown = still_told(self.ideas.values())
        self.reasons = _reasons(refused)

    def row(self, idea: Idea, at: datetime, outcome: str, owner=None, *, refused=False, reason="") -> Happened:
        idea = self.ideas[idea.pk]
        veil = refusal_veil(idea) if refused else public_veil(idea)
        told = idea.pk in self.shown
        return Happened(
            idea,
            local_day(at),
            outcome,
            shared_veil(idea).somebody(owner) if owner else "",
            title=veil.words(idea.display_title) if told else _("A contribution that is not on the board any more"),
            reason=one_line(veil.words(reason)) if told else "",
            is_told=told,
        )

    def received(self, idea: Idea) -> Happened:
        return self.row(idea, idea.submitted_at, _stood(idea.stood), refused=idea.stood in NOT_KEPT)

    def refusal(self, event: IdeaEvent) -> Happened:
        outcome = _stood(event.to_state)
        return self.row(event.idea, event.at, outcome, refused=True, reason=self.reasons[event.pk])


def _reasons(events: Iterable[IdeaEvent]) -> dict[int, str]:
    """{key: why it was not kept, as the board says it}: the decision, the reason of the desk, its words. One query."""
    keys = {event.pk: event.data.get("decision") for event in events}
    decisions = Decision.objects.in_bulk([key for key in keys.values() if key])
    return {event.pk: _reason(event, decisions.get(keys[event.pk])) for event in events}


def _reason(event, decision) -> str:
    if decision:
        return decision.reason
    code = event.data.get("reason_code", "")
    if code in set(ReasonCode.values) - {ReasonCode.OTHER}:
        return str(ReasonCode(code).label)
    return event.note


def one_line(text: str) -> str:
    """The text as one line that is read at a glance."""
    line = " ".join(text.split())
    return line if len(line) <= ONE_LINE else f"{line[: ONE_LINE - 1]}…"
