"""What happened in the room, as the minutes tell it: breaks, the chair, points without votes, who did not vote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from committee.enums import RoomEventKind
from committee.models import AgendaItem, Interest, RoomEvent, Session
from committee.selectors.room import events_of
from ideas.enums import BoardTab
from ideas.models import Authorship
from parkour.accounts.models import User

# Presence, time and who stayed out of a vote stand in the minutes by themselves.
TOLD = frozenset(
    {
        RoomEventKind.SUSPENDED,
        RoomEventKind.RESUMED,
        RoomEventKind.CHAIR,
        RoomEventKind.NO_VOTES,
        RoomEventKind.NO_QUORUM,
    }
)


@dataclass(frozen=True)
class Course:
    """What held the session up or changed who ran it, in order; `chairs`: everybody who chaired, in turn."""

    events: tuple[RoomEvent, ...] = ()
    chairs: tuple[User, ...] = ()


def course_of(session: Session, items: Mapping[int, AgendaItem]) -> Course:
    """What happened in the room; `items`: the points under their veils by key. Two queries at most."""
    events = [event for event in events_of(session) if event.kind in TOLD]
    for event in events:
        event.item = items.get(event.item_id)
    return Course(tuple(events), _chairs(session, [event for event in events if event.kind == RoomEventKind.CHAIR]))


def _chairs(session, changes) -> tuple[User, ...]:
    if not changes:
        return (session.chair,) if session.chair else ()
    first = User.objects.filter(pk=changes[0].facts.get("before")).first()
    return tuple(filter(None, [first, *(event.person for event in changes)]))


@dataclass(frozen=True)
class Apart:
    """Members who did not vote on a point: its authors, and whoever said that they are concerned."""

    wrote: tuple[User, ...] = ()
    concerned: tuple[User, ...] = ()


def apart_from(items: Sequence[AgendaItem], members: Mapping[int, User]) -> dict[int, Apart]:
    """{key of a point: who did not vote on it}, where their names may be said to everybody. Two queries."""
    ideas = {item.idea_id: item for item in items if item.idea_id and item.idea.board_tab != BoardTab.NOT_KEPT}
    rows = Authorship.objects.filter(idea__in=ideas, person__in=members).order_by("pk")
    wrote = _by_point((ideas[idea], members[person]) for idea, person in rows.values_list("idea", "person"))
    points = {item.pk: item for item in items}
    said = Interest.objects.filter(item__in=points, person__in=members).order_by("pk")
    concerned = _by_point((points[item], members[person]) for item, person in said.values_list("item", "person"))
    return {key: Apart(wrote.get(key, ()), concerned.get(key, ())) for key in {*wrote, *concerned}}


def _by_point(pairs) -> dict[int, tuple[User, ...]]:
    found: dict[int, list[User]] = {}
    for item, member in pairs:
        if not item.veil.hides(member) and member not in item.veil.unsaid:
            found.setdefault(item.pk, []).append(member)
    return {key: tuple(dict.fromkeys(people)) for key, people in found.items()}
