"""What the officer owes about minutes: those to publish, and objections to answer."""

from dataclasses import dataclass
from datetime import date

from committee.approval import promised_on
from committee.enums import SessionState
from committee.models import MinutesObjection, Session
from committee.models.session import house_zone
from parkour.organisation.models import closures_of
from parkour.organisation.working_days import WorkCalendar

SHOWN = 6


@dataclass(frozen=True)
class ToPublish:
    """A closed session whose minutes are promised on that day."""

    session: Session
    promised_on: date


def house_calendar() -> WorkCalendar:
    """The working days of the whole company, on the clock of the house."""
    return WorkCalendar(tz=house_zone(), closures=closures_of(None))


def minutes_to_publish() -> list[ToPublish]:
    """Sessions that are over and whose minutes are not out, the oldest first."""
    rows = list(Session.objects.filter(state=SessionState.CLOSED).order_by("starts_at", "pk")[:SHOWN])
    calendar = house_calendar() if rows else None
    return [ToPublish(session, promised_on(session.on, calendar)) for session in rows]


def objections_to_answer() -> list[MinutesObjection]:
    """What members found wrong in published minutes and nobody has answered, the oldest first."""
    rows = MinutesObjection.objects.filter(reply="").select_related("person", "minutes__session")
    return list(rows.order_by("at", "pk")[:SHOWN])
