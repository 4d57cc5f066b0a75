"""Which days the sessions of a rule are held on, beside those that exist already. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from committee.calendar import Conflict, conflicts, placed
from committee.recurrence import Rule


class Said(StrEnum):
    """How the day of a slot came about."""

    RULE = "rule"
    MOVED = "moved"
    CHOSEN = "chosen"
    SKIPPED = "skipped"
    NO_ROOM = "no_room"

    @property
    def label(self):
        return _SAID[self]


_SAID = {
    Said.RULE: _("By the rule"),
    Said.MOVED: _("Moved: the day of the rule is a public holiday, or too near another session"),
    Said.CHOSEN: _("Day chosen by hand"),
    Said.SKIPPED: _("Skipped"),
    Said.NO_ROOM: _("No day suits near this one"),
}


@dataclass(frozen=True)
class Held:
    """A session that exists. `wanted`: the day of the rule it was made for, if any; `alive`: not cancelled."""

    day: date
    wanted: date | None = None
    alive: bool = True


@dataclass(frozen=True)
class Slot:
    """A day of the rule, and where its session goes: none (`day` is None) when skipped or without room."""

    wanted: date
    day: date | None
    said: Said
    conflicts: tuple[Conflict, ...] = ()


def slots(
    after: date,
    until: date,
    *,
    rule: Rule,
    exceptions: Mapping[date, date | None] | None = None,
    held: Collection[Held] = (),
    regions: Collection[str],
    closures: Collection[date] = (),
) -> list[Slot]:
    """The days of the rule after `after`, `until` included, that have no session yet, each with its day.

    `exceptions` gives days of the rule another day, or none. A session that was made for a day of the rule answers for
    it wherever it was moved, and when it was cancelled; one planned by hand answers for the days of the rule near it.
    """
    exceptions, closed = exceptions or {}, frozenset(closures)
    made = {session.wanted for session in held if session.wanted}
    by_hand = [session.day for session in held if session.wanted is None]
    days, found = {session.day for session in held if session.alive}, []
    for wanted in rule.dates(after.year, until.year):
        if not after < wanted <= until or wanted in made:
            continue
        if wanted in exceptions:
            slot = _chosen(wanted, exceptions[wanted], after, days, regions, closed)
        elif any(abs((wanted - day).days) < _near(rule) for day in by_hand):
            continue
        else:
            slot = _by_rule(wanted, after, days, rule, regions, closed)
        found.append(slot)
        days |= {slot.day} - {None}
    return found


def _near(rule: Rule) -> int:
    return rule.least_gap // 2


def _chosen(wanted, day, after, days, regions, closed) -> Slot:
    if day is None:
        return Slot(wanted, None, Said.SKIPPED)
    if day <= after or day in days:
        return Slot(wanted, None, Said.NO_ROOM)
    return Slot(wanted, day, Said.CHOSEN, conflicts(day, regions, closed))


def _by_rule(wanted, after, days, rule, regions, closed) -> Slot:
    previous = max((day for day in days if day <= wanted), default=None)
    following = min((day for day in days if day > wanted), default=None)
    day = placed(wanted, after, previous, regions, closed, rule, following)
    if day is None:
        return Slot(wanted, None, Said.NO_ROOM)
    return Slot(wanted, day, Said.RULE if day == wanted else Said.MOVED, conflicts(day, regions, closed))


def furthest(today: date) -> date:
    """Sessions are kept planned up to this day: two years ahead."""
    return today + timedelta(days=731)
