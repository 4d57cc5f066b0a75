"""Writing down what happens in the room."""

from committee.live import room_changed
from committee.models import RoomEvent
from parkour.core import clock


def note_event(session, kind, *, by, item=None, person=None, words="", facts=None, at=None) -> RoomEvent:
    """One line of the history of a session, in the transaction of what it tells; the screens of the room read again."""
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
