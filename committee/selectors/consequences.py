"""What moving or giving up a session does, said before it is done."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from committee.calendar import Conflict, good_days, retro_planning
from committee.enums import SessionState
from committee.expected import Expected, Word, expected_by_pole
from committee.models import Availability, DayAvailability, Proxy, Session
from committee.models.session import house_zone
from committee.selectors.agenda import released_agenda
from committee.selectors.people import asked_on, members
from committee.selectors.sessions import conflicts_by_day, rule_in_force, site_regions
from ideas.enums import State
from ideas.models import Idea
from parkour.core import clock
from parkour.organisation.models import closures_of

NOTICE = 10  # days
MOST_DAYS, MOST_ASKED = 3, 5
# Dates of the retro-planning that people act on: they move with the session.
WINDOWS = frozenset({"review_cutoff", "agenda_released", "file_sent", "consultation_closes"})


@dataclass(frozen=True)
class Consequences:
    """How many are told and what waits; `answers` are those said of the old day, to be said again.

    `proxies`: those that count for nothing on another day until their giver signs them again.
    """

    members: int
    contributions: int
    answers: int
    points: int
    is_announced: bool
    alternates: int = 0
    proxies: tuple[Proxy, ...] = ()


def scheduled_ideas(session: Session) -> list[Idea]:
    """Contributions announced on the agenda of this session and not decided, those just taken off included."""
    sent = released_agenda(session) or {"items": []}
    announced = [item["idea"] for item in sent["items"] if item["idea"]]
    return list(Idea.objects.filter(reference__in=announced, state=State.SCHEDULED, held_until=None).order_by("pk"))


def consequences_of(session: Session) -> Consequences:
    """What moving or giving up this session does. Six statements."""
    asked = [row.is_alternate for row in asked_on(session.on)]
    return Consequences(
        members=asked.count(False),
        contributions=len(scheduled_ideas(session)),
        answers=Availability.objects.filter(session=session).count(),
        points=session.items.count(),
        is_announced=is_announced(session),
        alternates=asked.count(True) if is_announced(session) else 0,
        proxies=tuple(session.proxies.filter(revoked_at=None).select_related("giver", "holder")),
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
    """A day that suits, what speaks against it all the same, and who of each pole could come.

    `expected` is empty before anybody has said something of that day.
    """

    day: date
    conflicts: tuple[Conflict, ...]
    expected: tuple[Expected, ...] = ()


def days_for(session: Session) -> list[GoodDay]:
    """The best of `asked_days`, three at most: those on which both poles could have their quorum first, then those that
    fewest members said no to.
    """
    days = asked_days(session)
    expected = _expected_on(days, session)
    best = sorted(days, key=lambda day: _misses(expected[day]))[:MOST_DAYS]
    return [GoodDay(day, conflicts, expected[day]) for day, conflicts in conflicts_by_day(best).items()]


def asked_days(session: Session) -> list[date]:
    """Days near this session of which its members may say whether they could come; five at most, the best first.

    Far enough from the sessions before and after it; with ten days of notice where members were told of it. What they
    say changes nothing of it: everybody is asked about the same days.
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
    return [day for day in days if day != session.on][:MOST_ASKED]


def _expected_on(days: list[date], session: Session) -> dict[date, tuple[Expected, ...]]:
    """What the members of the session said of each day, pole by pole; nothing where nobody said anything."""
    said: dict[date, dict[int, str]] = {day: {} for day in days}
    for day, person, answer in DayAvailability.objects.filter(day__in=days).values_list("day", "person", "answer"):
        said[day][person] = answer
    if not any(said.values()):
        return dict.fromkeys(days, ())
    sitting = [(row.person_id, row.college.code) for row in members(session.on)]
    return {
        day: tuple(expected_by_pole(Word(who, pole, told.get(who, "")) for who, pole in sitting).values())
        if told
        else ()
        for day, told in said.items()
    }


def _misses(expected: tuple[Expected, ...]) -> tuple[int, int]:
    """Poles without a quorum, then members who cannot come."""
    return sum(not pole.may_vote for pole in expected), sum(pole.seats - pole.possible for pole in expected)
