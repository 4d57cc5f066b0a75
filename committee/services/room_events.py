"""Writing down what happens in the room."""

from committee.enums import RoomEventKind
from committee.live import counts_changed, person_changed, room_changed
from committee.models import RoomEvent
from parkour.core import clock

# What only the numbers of the room and the screen of one person show: five hundred phones do not read again for it.
OF_ONE = frozenset(
    {
        RoomEventKind.CAME,
        RoomEventKind.CAME_BACK,
        RoomEventKind.LEFT,
        RoomEventKind.CONCERNED,
        RoomEventKind.UNCONCERNED,
    }
)


def note_vote(poll, kind, *, by, at=None, **facts) -> RoomEvent:
    """One step of a vote of a session: who took it, None for the clock. What anybody chose is no part of it."""
    session, facts = poll.item.session, {"poll": poll.pk} | facts
    return note_event(session, kind, by=by, item=poll.item, facts=facts, at=at)


def note_event(session, kind, *, by, item=None, person=None, words="", facts=None, at=None) -> RoomEvent:
    """One line of the history of a session, with what it tells; the screens that show it read again.

    `by` is None for what the clock did.
    """
    if kind in OF_ONE:
        counts_changed()
        person_changed(person.pk)
    else:
        room_changed(session)
    return RoomEvent.objects.create(
        session=session,
        kind=kind,
        item=item,
        person=person,
        by=by,
        at=at or clock.now(),
        words=words,
        facts=facts or {},
    )
