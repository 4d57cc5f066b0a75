"""What moving or giving up a session does, said before it is done."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from committee.calendar import Conflict, good_days, retro_planning
from committee.enums import SessionState
from committee.models import Availability, Session
from committee.models.session import house_zone
from committee.selectors.agenda import released_agenda
from committee.selectors.people import members
from committee.selectors.sessions import conflicts_on, rule_in_force, site_regions
from ideas.enums import State
from ideas.models import Idea
from parkour.core import clock
from parkour.organisation.models import closures_of

NOTICE = 10  # days
MOST_DAYS = 3
# Dates of the retro-planning that people act on: they move with the session.
WINDOWS = frozenset({"review_cutoff", "agenda_released", "file_sent", "consultation_closes"})


@dataclass(frozen=True)
class Consequences:
    """How many are told and what waits; `answers` are those said of the old day, to be said again."""

    members: int
    contributions: int
    answers: int
    points: int
    is_announced: bool


def scheduled_ideas(session: Session) -> list[Idea]:
    """Contributions announced on the agenda of this session and not decided, those just taken off included."""
    sent = released_agenda(session) or {"items": []}
    announced = [item["idea"] for item in sent["items"] if item["idea"]]
    return list(Idea.objects.filter(reference__in=announced, state=State.SCHEDULED).order_by("pk"))


def consequences_of(session: Session) -> Consequences:
    """What moving or giving up this session does. Five statements."""
    return Consequences(
        members=len(members(session.on)),
        contributions=len(scheduled_ideas(session)),
        answers=Availability.objects.filter(session=session).count(),
        points=session.items.count(),
        is_announced=is_announced(session),
    )


def is_announced(session: Session) -> bool:
    """Whether its members have been told of it: they are owed notice when it moves."""
    return session.state in {SessionState.CONVENED, SessionState.AGENDA_RELEASED, SessionState.POSTPONED}


def is_short_notice(session: Session, starts_at: datetime) -> bool:
    """Whether members would hear of the move less than ten days before the old day or the new one."""
    first = min(session.on, starts_at.astimezone(house_zone()).date())
    return is_announced(session) and (first - clock.today(house_zone())).days < NOTICE


@dataclass(frozen=True)
class Shift:
    """A date that people act on, and where it goes."""

    label: str
    was: date
    becomes: date


def shifts_of(session: Session, day: date) -> list[Shift]:
    """The windows of a session that moves to `day`, each with its old date and its new one."""
    before, after = retro_planning(session.on), retro_planning(day)
    return [Shift(a.label, a.date, b.date) for a, b in zip(before, after, strict=True) if a.key in WINDOWS]


@dataclass(frozen=True)
class GoodDay:
    """A day that suits, and what speaks against it all the same."""

    day: date
    conflicts: tuple[Conflict, ...]


def days_for(session: Session) -> list[GoodDay]:
    """The best days near this session, far enough from those before and after it; three at most.

    With ten days of notice where members were told of it.
    """
    around = Session.objects.exclude(state=SessionState.CANCELLED).exclude(pk=session.pk).order_by("starts_at")
    before = around.filter(starts_at__lt=session.starts_at).last()
    after = around.filter(starts_at__gt=session.starts_at).first()
    rule = rule_in_force()
    days = good_days(
        session.on,
        clock.today(house_zone()) + (timedelta(days=NOTICE - 1) if is_announced(session) else timedelta()),
        before.on if before and (session.on - before.on).days <= rule.most_gap else None,
        after.on if after else None,
        regions=site_regions(),
        closures=closures_of(None),
        rule=rule,
    )
    return [GoodDay(day, conflicts_on(day)) for day in days if day != session.on][:MOST_DAYS]
