"""The agenda of one block, chosen exactly: what fits, in which order, and why. Pure.

Durations and capacity are whole half-minutes, utilities points with two decimals. A block takes the
subset of candidates with the highest total utility

    U = P + 6 min(w, 3) + 10 carried_over + 5 grey_zone + 4 site_unseen,  w = cycles waited,

that fits the capacity, holds every "must", at most two items of one presenter and at most one item
whose documents are missing. Items of one `group` (the variants of one workshop) go together and
count as one item. Among equal totals: more items, then less time, then the order of the candidates
by utility, duration and key, so that the same pool always gives the same agenda.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from committee.knapsack import Unit, best_choice, forced_choices, relaxed_musts

MAX_REASONS = 3
HIGH_PRIORITY_FROM = 70
HALF_MINUTES = 2  # in one minute


@dataclass(frozen=True)
class Candidate:
    """One item of the pool. `duration` in half-minutes; `priority` is P, 0 to 100.

    `utility_override` replaces the computed utility. `presenter` and `group` are any hashable keys. `asked`: the
    direction asks for it, which is said instead of `must`.
    """

    key: str
    priority: Decimal
    duration: int
    waited_cycles: int = 0
    carried_over: bool = False
    grey_zone: bool = False
    site_unseen: bool = False
    must: bool = False
    presenter: object = None
    missing_document: bool = False
    asked: bool = False
    group: object = None
    utility_override: Decimal | None = None

    def __post_init__(self):
        if isinstance(self.duration, bool) or not isinstance(self.duration, int) or self.duration < 1:
            raise ValueError(f"{self.key}: the duration must be a whole number of half-minutes, at least 1.")
        if self.waited_cycles < 0 or _hundredths(utility(self)) < 0:
            raise ValueError(f"{self.key}: cycles waited and utility cannot be negative.")


class ReasonCode(StrEnum):
    """Why an item was chosen."""

    ASKED = "asked"
    MUST = "must"
    CARRIED_OVER = "carried_over"
    WAITED = "waited"
    SITE_UNSEEN = "site_unseen"
    HIGH_PRIORITY = "high_priority"
    GREY_ZONE = "grey_zone"
    FITS = "fits"


class Cause(StrEnum):
    """Why an item was left out."""

    NO_ROOM = "no_room"
    TOO_LONG = "too_long"
    PRESENTER_LIMIT = "presenter_limit"
    MISSING_DOCUMENT = "missing_document"
    BLOCK_TAKEN = "block_taken"
    PRESENTER_ABSENT = "presenter_absent"
    NO_QUORUM = "no_quorum"
    BALANCE = "balance"


_REASON_LABELS = {
    ReasonCode.ASKED: _("The direction asks for it"),
    ReasonCode.MUST: _("Has to be handled now"),
    ReasonCode.CARRIED_OVER: _("Carried over from the last session"),
    ReasonCode.SITE_UNSEEN: _("Site not seen for three sessions"),
    ReasonCode.HIGH_PRIORITY: _("High priority"),
    ReasonCode.GREY_ZONE: _("Close to the threshold: worth a discussion"),
    ReasonCode.FITS: _("Fits the time left"),
}


@dataclass(frozen=True)
class Reason:
    """One chip of a chosen item; `count` is the number of sessions waited, else 0."""

    code: ReasonCode
    count: int = 0

    @property
    def label(self):
        if self.code is ReasonCode.WAITED:
            return ngettext("Waiting for %(count)d session", "Waiting for %(count)d sessions", self.count) % {
                "count": self.count
            }
        return _REASON_LABELS[self.code]


@dataclass(frozen=True)
class Exclusion:
    """Why an item is not in the plan; `short_by` in half-minutes when only room is lacking, else 0."""

    key: str
    cause: Cause
    short_by: int = 0

    @property
    def label(self):
        if self.cause is Cause.NO_ROOM:  # rounded up: "0 min short" would be nonsense
            return gettext("%(minutes)d min short") % {"minutes": -(-self.short_by // HALF_MINUTES)}
        return {
            Cause.TOO_LONG: gettext("Longer than the whole block"),
            Cause.PRESENTER_LIMIT: gettext("The presenter already has two items"),
            Cause.MISSING_DOCUMENT: gettext("Another item already waits for a document"),
            Cause.BLOCK_TAKEN: gettext("The block already has its subject"),
            Cause.PRESENTER_ABSENT: gettext("The presenter is not there for this block"),
            Cause.NO_QUORUM: gettext("With its authors recused, a pole could not vote"),
            Cause.BALANCE: gettext("Left out for the balance between sites and poles"),
        }[self.cause]


@dataclass(frozen=True)
class Displacement:
    """Price of forcing one item in: what leaves, what else comes in, and the points lost."""

    drops: tuple[str, ...]
    adds: tuple[str, ...]
    loss: Decimal


@dataclass(frozen=True)
class Plan:
    """One block. `chosen` in presentation order; `used` in half-minutes; `utility` in points.

    `displacements` has an entry for every excluded item that could be forced in.
    """

    chosen: tuple[str, ...]
    excluded: tuple[Exclusion, ...]
    used: int
    capacity: int
    utility: Decimal
    reasons: dict[str, tuple[Reason, ...]]
    displacements: dict[str, Displacement]


class InfeasibleMusts(ValueError):
    """The items that must be in do not fit together. `keys` is a smallest set to relax."""

    def __init__(self, keys: tuple[str, ...]):
        self.keys = keys
        super().__init__(f"These items cannot all be in the block; relax: {', '.join(map(str, keys))}.")


def utility(candidate: Candidate) -> Decimal:
    """Points of one candidate: its priority plus what waiting and fairness add."""
    if candidate.utility_override is not None:
        return Decimal(str(candidate.utility_override))
    bonus = (
        6 * min(candidate.waited_cycles, 3)
        + 10 * candidate.carried_over
        + 5 * candidate.grey_zone
        + 4 * candidate.site_unseen
    )
    return Decimal(str(candidate.priority)) + bonus


def plan_block(candidates: Iterable[Candidate], capacity: int) -> Plan:
    """The best agenda of one block of `capacity` half-minutes.

    Raises InfeasibleMusts when the musts do not fit, ValueError for a repeated key or a capacity
    that is not a whole number of half-minutes.
    """
    pool = sorted(candidates, key=lambda c: (-utility(c), c.duration, str(c.key)))
    _check(pool, capacity)
    units = _units(pool)
    best = best_choice(units, capacity)
    if best is None:
        relaxed = relaxed_musts(units, capacity)
        raise InfeasibleMusts(tuple(c.key for u in relaxed for c in u.items if c.must))
    chosen = [c for unit in best.units for c in unit.items]
    left = [unit for unit in units if unit not in best.units]
    return Plan(
        chosen=presentation_order(chosen),
        excluded=tuple(e for unit in left for e in _exclusions(unit, best, capacity)),
        used=best.used,
        capacity=capacity,
        utility=_points(best.value),
        reasons={c.key: reasons_of(c) for c in chosen},
        displacements=_displacements(units, left, best, capacity),
    )


def presentation_order(items: Iterable[Candidate]) -> tuple[str, ...]:
    """Keys in the order of the room: the easiest first, the hardest second, then by utility.

    Hard means close to the threshold, then long. Workshop variants stay together, and after the
    two openers so do the items of one presenter.
    """
    waiting = _units(sorted(items, key=lambda c: (-utility(c), c.duration, str(c.key))))
    by_ease = sorted(waiting, key=lambda u: (any(c.grey_zone for c in u.items), u.duration))
    ordered = by_ease[:1] + (by_ease[-1:] if len(by_ease) > 1 else [])
    waiting = [unit for unit in waiting if unit not in ordered]
    while waiting:
        same = [u for u in waiting if u.presenter is not None and u.presenter == ordered[-1].presenter]
        following = (same or waiting)[0]
        ordered.append(following)
        waiting.remove(following)
    return tuple(c.key for unit in ordered for c in unit.items)


def _check(pool: Sequence[Candidate], capacity: int) -> None:
    if isinstance(capacity, bool) or not isinstance(capacity, int) or capacity < 0:
        raise ValueError("The capacity must be a whole number of half-minutes.")
    if len({c.key for c in pool}) < len(pool):
        raise ValueError("Two candidates have the same key.")


def _units(pool: Sequence[Candidate]) -> list[Unit]:
    """Candidates gathered by group, in the order of the pool: what goes in or stays out as a whole."""
    gathered: dict[object, list[Candidate]] = {}
    for candidate in pool:
        alone = candidate.group is None
        gathered.setdefault(("item", candidate.key) if alone else ("group", candidate.group), []).append(candidate)
    return [_unit(tuple(items)) for items in gathered.values()]


def _unit(items: tuple[Candidate, ...]) -> Unit:
    presenters = {c.presenter for c in items}
    return Unit(
        items=items,
        value=sum(_hundredths(utility(c)) for c in items),
        duration=sum(c.duration for c in items),
        must=any(c.must for c in items),
        # Variants presented by several people weigh on none of them.
        presenter=presenters.pop() if len(presenters) == 1 else None,
        missing_document=any(c.missing_document for c in items),
    )


def _hundredths(points: Decimal) -> int:
    return round(Decimal(str(points)) * 100)


def _points(hundredths: int) -> Decimal:
    return Decimal(hundredths).scaleb(-2)


def reasons_of(candidate: Candidate) -> tuple[Reason, ...]:
    """Why a chosen item is chosen: three chips at most, one at least."""
    found = [
        (candidate.asked, Reason(ReasonCode.ASKED)),
        (candidate.must and not candidate.asked, Reason(ReasonCode.MUST)),
        (candidate.carried_over, Reason(ReasonCode.CARRIED_OVER)),
        (candidate.waited_cycles > 0, Reason(ReasonCode.WAITED, candidate.waited_cycles)),
        (candidate.site_unseen, Reason(ReasonCode.SITE_UNSEEN)),
        (candidate.priority >= HIGH_PRIORITY_FROM, Reason(ReasonCode.HIGH_PRIORITY)),
        (candidate.grey_zone, Reason(ReasonCode.GREY_ZONE)),
    ]
    reasons = tuple(reason for holds, reason in found if holds)[:MAX_REASONS]
    return reasons or (Reason(ReasonCode.FITS),)


def _exclusions(unit: Unit, best, capacity: int) -> list[Exclusion]:
    short_by = unit.duration - (capacity - best.used)
    if unit.duration > capacity:
        cause, short_by = Cause.TOO_LONG, unit.duration - capacity
    elif short_by > 0:
        cause = Cause.NO_ROOM
    else:
        blocked = unit.missing_document and any(u.missing_document for u in best.units)
        cause, short_by = (Cause.MISSING_DOCUMENT if blocked else Cause.PRESENTER_LIMIT), 0
    return [Exclusion(c.key, cause, short_by) for c in unit.items]


def _displacements(units, left, best, capacity) -> dict[str, Displacement]:
    kept = {c.key for unit in best.units for c in unit.items}
    prices = {}
    for unit, forced in forced_choices(units, left, capacity):
        keys = [c.key for u in forced.units for c in u.items]
        own = {c.key for c in unit.items}
        price = Displacement(
            drops=tuple(c.key for u in best.units for c in u.items if c.key not in keys),
            adds=tuple(key for key in keys if key not in kept and key not in own),
            loss=_points(best.value - forced.value),
        )
        prices.update(dict.fromkeys((c.key for c in unit.items), price))
    return prices
