"""Hours of the local clock when the clocks change: one that does not exist, one that exists twice."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def moments(day: date, at: time, zone: ZoneInfo) -> tuple[datetime, ...]:
    """The aware moments at which the clock of `zone` shows `at` on `day`: none, one or two, in order.

    At the ends of the calendar, where no moment can be counted, there is one.
    """
    typed = datetime.combine(day, at)
    both = [typed.replace(tzinfo=zone, fold=fold) for fold in (0, 1)]
    try:
        exact = [moment for moment in both if moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == typed]
    except OverflowError:
        return (both[0],)
    return tuple(exact[:1] if both[0].utcoffset() == both[1].utcoffset() else exact)


def offset_of(moment: datetime) -> str:
    """« +02:00 »: how far its clock is from UTC."""
    return moment.isoformat()[-6:]
