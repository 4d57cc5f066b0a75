"""How the committee works (KPIs 22 to 25): counts of a year of sessions, of no person."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from committee.enums import ItemState, PollPurpose, PollState, SessionState
from committee.models import AgendaItem, Attendance, College, Minutes, Poll, Session
from parkour.dashboard.kpis import A_YEAR, Delay, Share, delay_of
from parkour.dashboard.working_time import WorkedDays

# What a session decided is told the next working day: until then no figure moves because of it.
TOLD_AFTER = timedelta(days=7)
HELD = (SessionState.CLOSED, SessionState.MINUTES_PUBLISHED)


@dataclass(frozen=True)
class Sessions:
    """Of the sessions of a year: `quorum` held among all that were opened, `present` seats taken in both poles.

    `points` treated among those on the agendas; `minutes` working days until they were published; `divided` votes in
    which the poles disagreed.
    """

    quorum: Share
    present: Share
    points: Share
    minutes: Delay
    divided: Share


def sessions_until(now: datetime) -> Sessions:
    """Those of the year that ended a week before `now`. Six statements, whatever their number."""
    today = timezone.localdate(now, timezone.get_default_timezone())
    ended = Session.objects.filter(starts_at__gt=now - A_YEAR, starts_at__lte=now - TOLD_AFTER)
    held = ended.filter(state__in=HELD).values_list("pk", "starts_at")
    days = {key: timezone.localdate(moment, timezone.get_default_timezone()) for key, moment in held}
    without = ended.filter(state=SessionState.NO_QUORUM).count()
    items = AgendaItem.objects.filter(session__in=days, idea__isnull=False)
    sums = items.aggregate(total=Count("pk"), done=Count("pk", filter=Q(state=ItemState.DONE)))
    return Sessions(
        quorum=Share(len(days), len(days) + without),
        present=_present(days),
        points=Share(sums["done"], sums["total"]),
        minutes=_minutes(days, today),
        divided=_divided(days),
    )


def _present(days) -> Share:
    """An alternate takes a seat as well; more than the seats are not counted."""
    seats = dict(College.objects.values_list("pk", "seats"))
    here = Attendance.objects.filter(session__in=days).order_by().values_list("session", "college")
    taken = sum(min(number, seats[college]) for _session, college, number in here.annotate(number=Count("pk")))
    return Share(taken, len(days) * sum(seats.values()))


def _minutes(days: dict[int, date], today: date) -> Delay:
    published = dict(
        Minutes.objects.filter(session__in=days, published_at__isnull=False).values_list("session", "published_at")
    )
    if not days:
        return delay_of([])
    worked, zone = WorkedDays(min(days.values()), today), timezone.get_default_timezone()
    took = [worked.between(days[key], timezone.localdate(moment, zone)) for key, moment in published.items()]
    return delay_of(took, len(days) - len(published))


def _divided(days) -> Share:
    """Of the votes whose result was revealed and in which two poles answered."""
    told = Poll.objects.filter(
        item__session__in=days, purpose=PollPurpose.SESSION, state__in=(PollState.REVEALED, PollState.CERTIFIED)
    )
    answers = [
        [college["adopted"] for college in result.get("colleges", {}).values() if college.get("adopted") is not None]
        for result in told.values_list("result", flat=True)
    ]
    both = [known for known in answers if len(known) > 1]
    return Share(sum(len(set(known)) > 1 for known in both), len(both))
