"""The agenda of a whole session, chosen exactly: every block at once, what is left out, at what price. Pure.

`plan_session` chooses and explains; `price_of` says what one topic that was left out would displace. Both search with
`cpsat`, which loads its solver at the first call: for the worker, not for a page.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from committee import cpsat
from committee.knapsack import MAX_PER_PRESENTER
from committee.planning import Cause, Displacement, Exclusion, Reason, presentation_order, reasons_of
from committee.session_problem import BALANCE_WORTH, Bundle, SessionProblem, over_share

OLD_FROM = 3  # older than two cycles


class WarningCode(StrEnum):
    """What whoever prepares the session should know of the plan; `subject` of the warning says about what."""

    MUST_LEFT_OUT = "must_left_out"
    OLD_LEFT_OUT = "old_left_out"
    SITE_SHARE = "site_share"
    POLE_UNSEEN = "pole_unseen"
    MISSING_DOCUMENT = "missing_document"
    NO_PRESENTER = "no_presenter"
    WITHOUT_QUORUM = "without_quorum"


@dataclass(frozen=True)
class Warn:
    """One warning. `subject`: the key of a topic, a site or a pole, after its code."""

    code: WarningCode
    subject: object


@dataclass(frozen=True)
class BlockPlan:
    """One block. `chosen` in the order of the room; `used` and `capacity` in half-minutes."""

    code: str
    chosen: tuple[str, ...]
    used: int
    capacity: int


@dataclass(frozen=True)
class SessionPlan:
    """A session. `utility` in points, at most `bound` for any plan; `gap` is 0 when it is `proven` the best one.

    `relaxed`: what had to be in and could not be, the smallest set. `balance_cost`: points given up for the balance.
    """

    blocks: tuple[BlockPlan, ...]
    excluded: tuple[Exclusion, ...]
    reasons: Mapping[str, tuple[Reason, ...]]
    warnings: tuple[Warn, ...]
    relaxed: tuple[str, ...]
    utility: Decimal
    bound: Decimal
    proven: bool
    balance_cost: Decimal

    @property
    def gap(self) -> Decimal:
        return Decimal(0) if self.proven else self.bound - self.utility

    @property
    def chosen(self) -> dict[str, str]:
        """The block of each topic that is on the agenda."""
        return {key: block.code for block in self.blocks for key in block.chosen}


class FixedDoNotFit(ValueError):
    """What stays in its place breaks a rule on its own. `keys`: the fewest to move or shorten."""

    def __init__(self, keys: tuple[str, ...]):
        self.keys = keys
        super().__init__(f"These topics cannot all stay where they are: {', '.join(keys)}.")


def plan_session(problem: SessionProblem, *, effort: float = cpsat.EFFORT) -> SessionPlan:
    """The best session; among equals more topics, then less time, then the first in the order of the bundles.

    Topics that must be in and cannot all be are relaxed, as few as possible. The balance between sites and poles is
    kept as long as it costs a tenth of the points at most; beyond, as few of its demands as possible are given up.
    Raises FixedDoNotFit when fixed topics alone break a rule, ArithmeticError when nothing was found within `effort`.
    """
    musts = kept_musts(problem, effort=effort)
    free = cpsat.best(problem, musts=musts, effort=effort)
    answer = free
    if free.proven and _broken(problem, free.placed):
        least = -(-free.value * (100 - BALANCE_WORTH) // 100)
        answer = cpsat.balanced(problem, musts=musts, least=least, start=free.placed, effort=effort)
    return _explained(problem, musts, free, answer)


def kept_musts(problem: SessionProblem, *, effort: float = cpsat.EFFORT) -> frozenset[int]:
    """Ranks of the bundles to insist on: all that must be in, less the fewest that cannot be."""
    bundles = problem.bundles
    musts = frozenset(rank for rank, bundle in enumerate(bundles) if bundle.must)
    kept = cpsat.fewest_relaxed(problem, effort=effort) if musts else musts
    stuck = [bundles[rank] for rank in sorted(musts - kept) if bundles[rank].fixed]
    if stuck:
        raise FixedDoNotFit(_keys(stuck))
    return kept


def price_of(
    problem: SessionProblem, plan: SessionPlan, key: str, *, effort: float = cpsat.EFFORT
) -> Displacement | None:
    """What would leave for a topic that was left out, and the points lost; None when no plan as balanced holds it."""
    bundles, chosen = problem.bundles, plan.chosen
    forced = next(rank for rank, bundle in enumerate(bundles) if key in _keys([bundle]))
    musts = frozenset(
        rank for rank, bundle in enumerate(bundles) if bundle.must and not set(_keys([bundle])) & set(plan.relaxed)
    )
    placed = {rank: chosen[key] for rank, bundle in enumerate(bundles) for key in _keys([bundle])[:1] if key in chosen}
    broken = len(_broken(problem, placed))
    answer = cpsat.nearest(problem, musts=musts, forced=forced, to=placed, broken=broken, effort=effort)
    if answer is None:
        return None
    comes = _keys([bundles[rank] for rank in answer.placed])
    own = _keys([bundles[forced]])
    return Displacement(
        drops=tuple(other for other in chosen if other not in comes),
        adds=tuple(other for other in comes if other not in chosen and other not in own),
        loss=plan.utility - _points(answer.value),
    )


def _explained(problem, musts, free, answer) -> SessionPlan:
    bundles, placed = problem.bundles, answer.placed
    blocks = tuple(_block_plan(problem, block, placed) for block in problem.blocks)
    left = [bundle for rank, bundle in enumerate(bundles) if rank not in placed]
    taken = [bundle for rank, bundle in enumerate(bundles) if rank in placed]
    relaxed = _keys(bundle for rank, bundle in enumerate(bundles) if bundle.must and rank not in musts)
    excluded = tuple(e for bundle in left for e in _exclusions(bundle, problem, blocks, placed))
    return SessionPlan(
        blocks=blocks,
        excluded=excluded,
        reasons={topic.key: reasons_of(topic.candidate) for bundle in taken for topic in bundle.topics},
        warnings=_warnings(problem, taken, left, placed),
        relaxed=relaxed,
        utility=_points(answer.value),
        bound=_points(free.bound),
        proven=free.proven and answer.proven,
        balance_cost=_points(free.value - answer.value),
    )


def _block_plan(problem, block, placed) -> BlockPlan:
    here = [bundle for rank, bundle in enumerate(problem.bundles) if placed.get(rank) == block.code]
    order = presentation_order(topic.candidate for bundle in here for topic in bundle.topics)
    return BlockPlan(block.code, order, sum(bundle.places[block.code] for bundle in here), block.capacity)


def _exclusions(bundle: Bundle, problem, blocks, placed) -> list[Exclusion]:
    cause, short_by = _cause(bundle, problem, blocks, placed)
    return [Exclusion(topic.key, cause, short_by) for topic in bundle.topics]


def _cause(bundle: Bundle, problem, blocks, placed) -> tuple[Cause, int]:
    """Why it is out: what no plan could change first, then what fills its blocks, then the rules between topics."""
    if bundle.without_quorum:
        return Cause.NO_QUORUM, 0
    if not bundle.places:
        return Cause.PRESENTER_ABSENT, 0
    too_long = min(time - block.capacity for block, time in _its(bundle, blocks))
    if too_long > 0:
        return Cause.TOO_LONG, too_long
    most = {block.code: block.most for block in problem.blocks}
    counts = Counter(placed.values())
    open_blocks = [
        (block, time)
        for block, time in _its(bundle, blocks)
        if most[block.code] is None or counts[block.code] < most[block.code]
    ]
    if not open_blocks:
        return Cause.BLOCK_TAKEN, 0
    short_by = min(time - (block.capacity - block.used) for block, time in open_blocks)
    if short_by > 0:
        return Cause.NO_ROOM, short_by
    taken = [problem.bundles[rank] for rank in placed]
    if bundle.missing_document and any(other.missing_document for other in taken):
        return Cause.MISSING_DOCUMENT, 0
    same = sum(other.presenter == bundle.presenter for other in taken)
    if bundle.presenter is not None and same >= MAX_PER_PRESENTER:
        return Cause.PRESENTER_LIMIT, 0
    return Cause.BALANCE, 0


def _its(bundle: Bundle, blocks) -> list[tuple[BlockPlan, int]]:
    return [(block, bundle.places[block.code]) for block in blocks if block.code in bundle.places]


def _broken(problem: SessionProblem, placed) -> list[Warn]:
    """Demands of balance that a choice breaks."""
    taken = [problem.bundles[rank] for rank in placed]
    poles = {pole for bundle in problem.bundles for pole in bundle.poles}
    seen = {pole for bundle in taken for pole in bundle.poles}
    sites = Counter(bundle.site for bundle in taken if bundle.site is not None)
    of_all = sum(bundle.is_contribution for bundle in taken)
    return [Warn(WarningCode.POLE_UNSEEN, pole) for pole in sorted(poles - seen)] + [
        Warn(WarningCode.SITE_SHARE, site) for site in sorted(sites, key=str) if over_share(sites[site], of_all)
    ]


def _warnings(problem, taken, left, placed) -> tuple[Warn, ...]:
    alone = {block.code for block in problem.blocks if block.most == 1}
    leaderless = [
        topic.key
        for rank, bundle in enumerate(problem.bundles)
        if placed.get(rank) in alone
        for topic in bundle.topics
        if topic.candidate.presenter is None
    ]
    told = [
        (WarningCode.MUST_LEFT_OUT, [t.key for b in left for t in b.topics if t.candidate.must]),
        (
            WarningCode.OLD_LEFT_OUT,
            [t.key for b in left for t in b.topics if t.candidate.waited_cycles >= OLD_FROM and not t.candidate.must],
        ),
        (WarningCode.MISSING_DOCUMENT, [t.key for b in taken for t in b.topics if t.candidate.missing_document]),
        (WarningCode.NO_PRESENTER, leaderless),
        (WarningCode.WITHOUT_QUORUM, [t.key for b in taken for t in b.topics if t.without_quorum]),
    ]
    of_topics = [Warn(code, key) for code, keys in told for key in keys]
    return tuple(of_topics[: len(told[0][1])] + _broken(problem, placed) + of_topics[len(told[0][1]) :])


def _keys(bundles) -> tuple[str, ...]:
    return tuple(topic.key for bundle in bundles for topic in bundle.topics)


def _points(hundredths: int) -> Decimal:
    return Decimal(hundredths).scaleb(-2)
