"""What the members have in their calendars, written down as it is sent: its sequence grows when something moved."""

from committee.models import Convocation, Session
from parkour.core import clock


def note_sending(session: Session) -> Convocation:
    """What goes out of a session now, under its lock: the same event as before, one sequence further if it moved."""
    now, facts = clock.now(), _facts(session)
    row, new = Convocation.objects.get_or_create(session=session, defaults=facts | {"convened_at": now, "sent_at": now})
    if not new and facts != _facts(row):
        _one_further(row, **facts)
    return row


def note_cancelling(session: Session) -> Convocation | None:
    """The last word about a session that was announced; None when nobody has it in a calendar."""
    row = Convocation.objects.filter(session=session).first()
    return _one_further(row) if row else None


def _facts(row: Session | Convocation) -> dict:
    return {"starts_at": row.starts_at, "duration": row.duration, "place": row.place}


def _one_further(row: Convocation, **facts) -> Convocation:
    for name, value in facts.items():
        setattr(row, name, value)
    row.sequence, row.sent_at = row.sequence + 1, clock.now()
    row.save(update_fields=["sequence", "sent_at", *facts])
    return row
