"""The agenda the planner proposes: what it would put in the two planned blocks, what it leaves out, at what price."""

import hashlib
import json
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from committee.enums import Block
from committee.models import AgendaItem, Session
from committee.ordering import moved, woven
from committee.planning import Candidate, Displacement, Exclusion, InfeasibleMusts, Plan, plan_block
from committee.selectors import PoolEntry, agenda_candidates
from ideas.models import Idea
from parkour.core.exceptions import InvalidInput

PLANNED_BLOCKS = (Block.DECISION, Block.BIG_TOPIC)


@dataclass(frozen=True)
class Left:
    """A contribution that does not fit, why, and what including it would cost."""

    idea: Idea
    exclusion: Exclusion
    displacement: Displacement | None
    drops: tuple[Idea, ...]
    adds: tuple[Idea, ...]


@dataclass(frozen=True)
class BlockProposal:
    """One block. `entries`: contributions of the plan by key; `fixed`: points that never move, by rank from 0;
    `items`: the points of today in their order.
    """

    block: Block
    plan: Plan
    entries: dict[str, PoolEntry]
    fixed: dict[int, AgendaItem]
    items: tuple[AgendaItem, ...] = ()

    def _ideas(self, keys) -> tuple[Idea, ...]:
        return tuple(self.entries[key].idea for key in keys if key in self.entries)

    @property
    def chosen(self) -> tuple[PoolEntry, ...]:
        """Contributions of the plan in the order of the room, those kept in place left out."""
        return tuple(self.entries[key] for key in self.plan.chosen if key in self.entries)

    @cached_property
    def order(self) -> tuple[PoolEntry | AgendaItem, ...]:
        """The block as it would be: contributions, and among them the points that never move."""
        return tuple(woven(self.fixed, self.chosen))

    @cached_property
    def moved(self) -> frozenset[int]:
        """Keys of the points that stay and change places: as few as tell the new order."""
        return moved([item.pk for item in self.items], [key for key in map(_point, self.order) if key])

    @property
    def changes_something(self) -> bool:
        return [item.pk for item in self.items] != [_point(row) for row in self.order]

    @property
    def added(self) -> tuple[Idea, ...]:
        return tuple(entry.idea for entry in self.chosen if entry.item is None)

    @property
    def kept(self) -> tuple[Idea, ...]:
        return tuple(entry.idea for entry in self.chosen if entry.item is not None)

    @property
    def removed(self) -> tuple[Idea, ...]:
        """On the agenda now, not in the plan."""
        chosen = set(self.plan.chosen)
        return tuple(e.idea for key, e in self.entries.items() if e.item is not None and key not in chosen)

    @property
    def excluded(self) -> tuple[Left, ...]:
        """Everything left out, the best first."""
        return tuple(
            Left(
                self.entries[exclusion.key].idea,
                exclusion,
                price,
                self._ideas(price.drops) if price else (),
                self._ideas(price.adds) if price else (),
            )
            for exclusion in self.plan.excluded
            for price in [self.plan.displacements.get(exclusion.key)]
        )


@dataclass(frozen=True)
class Proposal:
    """What the planner would do with the blocks it plans."""

    session: Session
    blocks: dict[Block, BlockProposal]

    @property
    def added(self) -> tuple[Idea, ...]:
        return tuple(idea for block in self.blocks.values() for idea in block.added)

    @property
    def removed(self) -> tuple[Idea, ...]:
        return tuple(idea for block in self.blocks.values() for idea in block.removed)

    @property
    def excluded(self) -> tuple[Left, ...]:
        return tuple(left for block in self.blocks.values() for left in block.excluded)

    @property
    def changes_something(self) -> bool:
        return any(block.changes_something for block in self.blocks.values())

    @cached_property
    def fingerprint(self) -> str:
        """Names the change from the agenda of today to the proposed one, as it is read before it is made."""
        blocks = [
            [code, [item.pk for item in block.items], [_named(row) for row in block.order]]
            for code, block in self.blocks.items()
        ]
        return hashlib.sha256(json.dumps(blocks).encode()).hexdigest()[:32]


def _point(row: PoolEntry | AgendaItem) -> int | None:
    """The key of a point of the agenda; None for what would come."""
    item = row if isinstance(row, AgendaItem) else row.item
    return item and item.pk


def _named(row: PoolEntry | AgendaItem) -> int | list:
    return _point(row) or [row.idea.reference, row.candidate.duration]


def preview_agenda(
    session: Session, entries: list[PoolEntry] | None = None, items: list[AgendaItem] | None = None
) -> Proposal:
    """The proposal, without writing anything; `entries` of `agenda_candidates` and `items`, the points of the agenda
    in their order, when they are read already.

    Points kept in place, and subjects that are no contribution, stay and take their time first. Raises
    InvalidInput when they alone are longer than their block.
    """
    if items is None:
        rows = AgendaItem.objects.filter(session=session).select_related("idea")
        items = list(rows.order_by("position", "pk"))
    entries = agenda_candidates(session, items=items) if entries is None else entries
    return Proposal(session, {block: _block(session, block, entries, items) for block in PLANNED_BLOCKS})


def _block(session: Session, block: Block, entries: list[PoolEntry], items: list[AgendaItem]) -> BlockProposal:
    items = [item for item in items if item.block == block]
    known = {entry.item.pk for entry in entries if entry.item}  # an author may have taken theirs back since
    fixed = {rank: item for rank, item in enumerate(items) if item.pinned or item.pk not in known}
    held = {item.pk for item in fixed.values()}
    free = {e.idea.reference: e for e in entries if e.block == block and (e.item is None or e.item.pk not in held)}
    candidates = [entry.candidate for entry in free.values()] + [_fixed_candidate(item) for item in fixed.values()]
    return BlockProposal(block, _plan(candidates, session.time_of(block), block), free, fixed, tuple(items))


def _fixed_candidate(item: AgendaItem) -> Candidate:
    return Candidate(
        key=f"item:{item.pk}", priority=Decimal(0), duration=item.duration, must=True, presenter=item.presenter_id
    )


def _plan(candidates: list[Candidate], capacity: int, block: Block) -> Plan:
    """The exact plan; contributions that have waited for long are insisted on only as far as they fit."""
    while True:
        try:
            return plan_block(candidates, capacity)
        except InfeasibleMusts as refusal:
            relaxed = {key for key in refusal.keys if not str(key).startswith("item:")}
            if not relaxed:
                raise InvalidInput(
                    _("The points kept in place do not fit in “%(block)s”: shorten or move one of them.")
                    % {"block": block.label}
                ) from refusal
            candidates = [replace(c, must=False) if c.key in relaxed else c for c in candidates]
