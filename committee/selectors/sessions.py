"""Sessions: the next one, the one that runs, the past ones, and the days that may be chosen."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from committee import calendar
from committee.enums import ENDED, UPCOMING, SessionState
from committee.models import Session, SessionRule
from committee.models.session import house_zone
from committee.recurrence import HOUSE, Rule
from ideas.enums import DecidedBy, State
from ideas.models import Decision, Idea
from ideas.selectors import visible_to
from parkour.core import clock
from parkour.organisation.models import Site, closures_of

PAGE = 20
MOST_PASSED = 50
JUST_OVER = timedelta(hours=3)
BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)
# Whoever does not prepare a session reads only the dates that concern everybody.
FOR_EVERYBODY = frozenset({"agenda_released", "session", "authors_answered", "minutes_published"})


def open_session() -> Session | None:
    """The session that runs now: one at most."""
    return Session.objects.filter(state=SessionState.OPEN).select_related("chair").first()


def upcoming_sessions() -> list[Session]:
    """Sessions still to be held, the nearest first."""
    return list(Session.objects.filter(state__in=UPCOMING).select_related("chair").order_by("starts_at", "pk")[:PAGE])


def next_session() -> Session | None:
    """The nearest session to be held today or later."""
    return _to_be_held().select_related("chair").first()


def next_and_just_over() -> tuple[Session | None, Session | None]:
    """(the nearest session to be held, the one that was closed in the last hours): one query for both.

    Those who were at the latter still hold their telephones, which ask for this every few seconds.
    """
    over = Session.objects.filter(state__in=ENDED, closed_at__gt=clock.now() - JUST_OVER).order_by("-closed_at")
    either = Q(pk__in=_to_be_held().values("pk")[:1]) | Q(pk__in=over.values("pk")[:1])
    found = {row.state in ENDED: row for row in Session.objects.filter(either).select_related("chair")}
    return found.get(False), found.get(True)


def _to_be_held() -> QuerySet[Session]:
    midnight = timezone.make_aware(datetime.combine(clock.today(house_zone()), time()), house_zone())
    return Session.objects.filter(state__in=UPCOMING, starts_at__gte=midnight).order_by("starts_at", "pk")


def past_sessions(before: datetime | None = None, size: int = PAGE) -> list[Session]:
    """One page of what is over, newest first, and one row more if there is a next page.

    `before` is the start of the last session of the page before.
    """
    rows = Session.objects.filter(state__in=ENDED).select_related("chair").order_by("-starts_at", "-pk")
    if before:
        rows = rows.filter(starts_at__lt=before)
    return list(rows[: size + 1])


def sessions_to_come(after: tuple[datetime, int] | None = None, size: int = PAGE) -> list[Session]:
    """One page of what runs or is still to be held, the nearest first, and one row more if there is a next page."""
    rows = Session.objects.exclude(state__in=ENDED).select_related("chair").order_by("starts_at", "pk")
    if after:
        moment, pk = after
        rows = rows.filter(Q(starts_at__gt=moment) | Q(starts_at=moment, pk__gt=pk))
    return list(rows[: size + 1])


def milestones_of(session: Session, *, all_of_them: bool) -> list[calendar.Milestone]:
    """Dates around a session: those that concern everybody, or all of them.

    Not T+60: the day of the next session comes from the calendar rule, and two days would be one too many.
    """
    rows = [row for row in calendar.retro_planning(session.on) if row.key != "next_session"]
    return [row for row in rows if all_of_them or row.key in FOR_EVERYBODY]


def last_planned_day() -> date | None:
    """Day of the latest session that was not cancelled, held or to be held."""
    last = Session.objects.exclude(state=SessionState.CANCELLED).order_by("-starts_at").first()
    return last.on if last else None


def rule_in_force() -> Rule:
    """The rule of the calendar that was saved, or the one of the house."""
    saved = SessionRule.objects.first()
    return saved.rule if saved else HOUSE


def proposed_session_day() -> date:
    """The day of the next session by the calendar rule, after every one already planned."""
    previous, today = last_planned_day(), clock.today(house_zone())
    return calendar.next_session_date(
        max(previous, today) if previous else today,
        previous=previous,
        regions=site_regions(),
        closures=closures_of(None),
        rule=rule_in_force(),
    )


def conflicts_on(day: date) -> tuple[calendar.Conflict, ...]:
    """Objections to a session on that day: public holidays of every site, closures of the company."""
    return conflicts_by_day([day])[day]


def conflicts_by_day(days: Iterable[date]) -> dict[date, tuple[calendar.Conflict, ...]]:
    """The same for several days, at the cost of one: two queries."""
    regions, closures = site_regions(), closures_of(None)
    return {day: calendar.conflicts(day, regions, closures) for day in days}


def site_regions() -> tuple[str, ...]:
    """Holiday calendars of every site that takes part."""
    regions = Site.objects.order_by("holiday_region").values_list("holiday_region", flat=True).distinct()
    return tuple(regions) or calendar.REGIONS


def quick_wins_open_to_objection() -> QuerySet[Idea]:
    """Quick wins whose owner said yes and whose window runs, the first to end first."""
    return (
        Idea.objects.filter(state=State.FAST_TRACK, objections_until__gt=clock.now())
        .select_related("site", "quick_win_owner")
        .order_by("objections_until", "pk")
    )


def passed_quick_wins(session: Session, person) -> list[Decision]:
    """Quick wins that passed without an objection since the session before: told for information in this one.

    Those that `person` may read, the first to pass first, `MOST_PASSED` at most; none for a cancelled session.
    """
    if session.state == SessionState.CANCELLED:
        return []
    before = Session.objects.exclude(state=SessionState.CANCELLED).filter(starts_at__lt=session.starts_at)
    since = Coalesce(Subquery(before.order_by("-starts_at").values("starts_at")[:1]), BEFORE_ALL)
    passed = Decision.objects.filter(decided_by=DecidedBy.TACIT, superseded_at=None, idea__in=visible_to(person))
    passed = passed.filter(at__gt=since, at__lte=session.starts_at)
    return list(passed.select_related("idea", "idea__site", "owner").order_by("at", "pk")[:MOST_PASSED])
