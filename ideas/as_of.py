"""What stood at a moment, read from the history: whatever became of it since changes nothing here.

The columns of a contribution say where it stands now. What is told of a day, and read years later, asks its events.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery

from ideas.enums import BoardTab, State
from ideas.models import Idea, IdeaEvent
from ideas.workflow import STATES

ARCHIVE = "archive"
ON_THE_BOARD = frozenset(state for state, info in STATES.items() if info.tab != BoardTab.NONE)


def states_of(tab: BoardTab) -> frozenset[State]:
    """Those that stand on one tab of the board."""
    return frozenset(state for state, info in STATES.items() if info.tab == tab)


def state_at(moment: datetime, idea: str = "pk") -> Subquery:
    """Expression: the state in which the contribution was at `moment`; null before it came. `idea`: path to its key."""
    rows = IdeaEvent.objects.filter(idea=OuterRef(idea), at__lte=moment).exclude(to_state="")
    return Subquery(rows.order_by("-at", "-pk").values("to_state")[:1], output_field=CharField())


def came_to(tab: BoardTab, since: datetime | None, until: datetime) -> QuerySet[IdeaEvent]:
    """The events by which contributions came to a tab of the board from `since` on and before `until`, the first first.

    What had left the tab again by then is left out, so that each contribution stands there once; what was archived
    stays. Only contributions that moved since are looked at: for the days just gone, which everybody reads, that is
    answered from an index.
    """
    there = [str(state) for state in states_of(tab)]
    left = IdeaEvent.objects.filter(idea=OuterRef("idea"), at__lt=until, from_state__in=there)
    left = left.exclude(to_state__in=[*there, State.ARCHIVED, ""])
    later = left.filter(Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk")))
    rows = IdeaEvent.objects.filter(moved(since), at__lt=until, to_state__in=there).exclude(from_state__in=there)
    return rows.filter(Q() if since is None else Q(at__gte=since)).exclude(Exists(later)).order_by("at", "pk")


def moved(since: datetime | None) -> Q:
    """Condition on rows about a contribution: its state has changed since. Whatever happened then has changed it.

    All states are named because the index of the contributions begins with the state.
    """
    return Q() if since is None else Q(idea__state__in=State.values, idea__state_since__gte=since)


def still_told(ideas: Iterable[Idea]) -> set[int]:
    """Keys of those whose title everybody may read today: on the board, or archived from it. One query where one is
    archived, none otherwise.
    """
    ideas = list(ideas)
    archived = [idea.pk for idea in ideas if idea.state == State.ARCHIVED]
    shown = {idea.pk for idea in ideas if idea.board_tab != BoardTab.NONE}
    if archived:
        rows = IdeaEvent.objects.filter(idea__in=archived, name=ARCHIVE, from_state__in=ON_THE_BOARD)
        shown |= set(rows.values_list("idea", flat=True))
    return shown
