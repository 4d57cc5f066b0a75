"""The series of sessions: its rule, its exceptions, and what keeping it would do now."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from committee.agenda_checks import Check
from committee.calendar import Conflict, conflicts, session_start
from committee.enums import SessionState
from committee.models import (
    AgendaEdit,
    AgendaItem,
    AgendaProposal,
    AskedPoint,
    Availability,
    HeldMove,
    Session,
    SessionException,
    SessionRule,
)
from committee.models.session import house_zone
from committee.recurrence import Rule
from committee.selectors.checks import quorum_warnings
from committee.selectors.sessions import site_regions
from committee.series import Held, Said, Slot, furthest, slots
from parkour.core import clock
from parkour.organisation.models import closures_of

SHOWN = 12
MOST_EXCEPTIONS = 100
# A session held this long before a day of the rule does not concern it: twelve months and a half, the widest rule.
_LOOK_BACK = timedelta(days=470)
# What somebody did with a session that is still only planned.
_TRACES = (AgendaItem, AgendaEdit, AgendaProposal, AskedPoint, Availability, HeldMove)


def session_rule() -> SessionRule | None:
    """The rule that was saved, if any."""
    return SessionRule.objects.select_related("changed_by").first()


def session_exceptions(since: date) -> list[SessionException]:
    """Exceptions from that day on, the nearest first."""
    return list(SessionException.objects.filter(wanted__gte=since).select_related("by")[:MOST_EXCEPTIONS])


def untouched(now: datetime) -> QuerySet[Session]:
    """Sessions to come that the series planned and nobody has done anything with: it may move them."""
    rows = Session.objects.filter(state=SessionState.PLANNED, rule_on__isnull=False, starts_at__gt=now)
    rows = rows.filter(place="", chair=None, agenda_version=0).select_related("template")
    for model in _TRACES:
        rows = rows.exclude(Exists(model.objects.filter(session=OuterRef("pk"))))
    return rows


@dataclass
class SeriesPlan:
    """What keeping the series does: which sessions stay, move or go, and which days get a new one."""

    rule: Rule
    stay: list[Session] = field(default_factory=list)
    move: list[tuple[Session, Slot]] = field(default_factory=list)
    drop: list[Session] = field(default_factory=list)
    new: list[Slot] = field(default_factory=list)
    without: list[Slot] = field(default_factory=list)  # days of the rule that get no session, and why
    further: list[Slot] = field(default_factory=list)  # beyond what is planned today

    @property
    def changes(self) -> bool:
        return bool(self.move or self.drop or self.new)


def series_plan(
    rule: Rule, *, realign: bool, active: bool = True, free: list[Session] | None = None, beyond: bool = False
) -> SeriesPlan:
    """What the series would do by `rule` now. `realign`: sessions that nobody touched follow it (default: stay).

    `free` are those sessions when they were read and locked before; `beyond` looks further, to show twelve days.
    """
    now = clock.now()
    today = clock.today(house_zone())
    plan, held = SeriesPlan(rule), list(Session.objects.filter(starts_at__gt=now - _LOOK_BACK).order_by("starts_at"))
    if not active:
        plan.stay = _alive(held, now)
        return plan
    if realign and free is None:
        free = list(untouched(now))
    loose = {session.pk: session for session in free or []} if realign else {}
    kept = [session for session in held if session.pk not in loose]
    until = furthest(today)
    found = slots(
        today,
        max(until, today + timedelta(days=31 * rule.every * (SHOWN + 1))) if beyond else until,
        rule=rule,
        exceptions=dict(SessionException.objects.filter(wanted__gt=today).values_list("wanted", "day")),
        held=[Held(row.on, row.rule_on, row.state != SessionState.CANCELLED) for row in kept],
        regions=site_regions(),
        closures=closures_of(None),
    )
    plan.stay = _alive(kept, now)
    _match(plan, [slot for slot in found if slot.wanted <= until], list(loose.values()))
    plan.further = [slot for slot in found if slot.wanted > until and slot.day]
    return plan


def _alive(sessions, now):
    return [row for row in sessions if row.starts_at > now and row.state != SessionState.CANCELLED]


def _match(plan: SeriesPlan, found: list[Slot], loose: list[Session]):
    """Each day its own session first; the others in order; what is over is new, or dropped."""
    plan.without = [slot for slot in found if slot.day is None]
    by_wanted = {session.rule_on: session for session in loose}
    pairs, rest = [], []
    for slot in (slot for slot in found if slot.day):
        own = by_wanted.pop(slot.wanted, None)
        pairs.append((own, slot)) if own else rest.append(slot)
    others = sorted(by_wanted.values(), key=lambda session: session.starts_at)
    pairs += zip(others, rest, strict=False)
    plan.new, plan.drop = rest[len(others) :], others[len(rest) :]
    for session, slot in pairs:
        same = session.starts_at == start_of(slot, plan.rule) and session.duration == length_of(session, plan.rule)
        if same and session.rule_on == slot.wanted:
            plan.stay.append(session)
        else:
            plan.move.append((session, slot))


def start_of(slot: Slot, rule: Rule) -> datetime:
    """The aware moment at which the session of this slot starts."""
    return session_start(slot.day, settings.TIME_ZONE, rule.starts_at)


def length_of(session: Session, rule: Rule) -> int:
    """Minutes of a session that follows the rule: its own where somebody chose another kind than the usual one."""
    chosen = session.template is not None and not session.template.is_default
    return session.duration if chosen else rule.minutes


@dataclass(frozen=True)
class SeriesRow:
    """One date to come, as it would stand: its session if there is one, where it was, and what speaks against it.

    `quorum`: the poles that will not reach theirs there, by what their members answered.
    """

    day: date
    wanted: date | None
    session: Session | None = None
    was: date | None = None
    said: Said | None = None
    conflicts: tuple[Conflict, ...] = ()
    planned: bool = True
    quorum: tuple[Check, ...] = ()


def rows_of(plan: SeriesPlan) -> list[SeriesRow]:
    """The next twelve dates of a plan, days left out included, in order."""
    regions, closed = site_regions(), closures_of(None)
    rows = [SeriesRow(row.on, row.rule_on, row, conflicts=conflicts(row.on, regions, closed)) for row in plan.stay]
    rows += [_row(slot, session=session, was=session.on) for session, slot in plan.move]
    rows += [_row(slot) for slot in plan.new + plan.without]
    rows += [_row(slot, planned=False) for slot in plan.further]
    shown = sorted(rows, key=lambda row: row.day)[:SHOWN]
    warned = quorum_warnings(row.session for row in shown if row.session)
    return [replace(row, quorum=tuple(warned.get(row.session.pk if row.session else None, ()))) for row in shown]


def _row(slot: Slot, **known) -> SeriesRow:
    return SeriesRow(slot.day or slot.wanted, slot.wanted, said=slot.said, conflicts=slot.conflicts, **known)
