"""The proposal for an agenda in words, before it is made: what comes, what moves, what leaves and why."""

from dataclasses import dataclass

from committee.enums import Block
from committee.models import AgendaItem
from committee.services.proposal import BlockProposal, Left, Proposal
from ideas.models import Idea

COMES, MOVES, STAYS, FIXED = "comes", "moves", "stays", "fixed"


@dataclass(frozen=True)
class ProposedLine:
    """One point. `change`: what it means for the agenda of today; `came_from`: its rank today from 1, when it moves."""

    title: str
    change: str
    duration: int
    reasons: tuple[str, ...] = ()
    idea: Idea | None = None
    came_from: int | None = None


@dataclass(frozen=True)
class ProposedBlock:
    """One block. `leaving`: what is on the agenda of today and would not be. `used`, `capacity` in half-minutes."""

    block: Block
    lines: tuple[ProposedLine, ...]
    leaving: tuple[Left, ...]
    used: int
    capacity: int
    changes_something: bool

    @property
    def label(self):
        return self.block.label


def proposed_blocks(proposal: Proposal) -> tuple[ProposedBlock, ...]:
    """The blocks that have time, or points of today."""
    return tuple(_block(block) for block in proposal.blocks.values() if block.plan.capacity or block.items)


def counted(blocks: tuple[ProposedBlock, ...]) -> dict[str, int]:
    """How many points come, move and leave."""
    found = [line.change for block in blocks for line in block.lines]
    leaves = sum(len(block.leaving) for block in blocks)
    return {COMES: found.count(COMES), MOVES: found.count(MOVES), "leaves": leaves}


def _block(block: BlockProposal) -> ProposedBlock:
    ranks = {item.pk: rank for rank, item in enumerate(block.items, start=1)}
    removed = {idea.pk for idea in block.removed}
    return ProposedBlock(
        block.block,
        tuple(_line(row, block, ranks) for row in block.order),
        tuple(left for left in block.excluded if left.idea.pk in removed),
        block.plan.used,
        block.plan.capacity,
        block.changes_something,
    )


def _line(row, block: BlockProposal, ranks: dict[int, int]) -> ProposedLine:
    if isinstance(row, AgendaItem):
        return ProposedLine(row.subject, FIXED, row.duration, idea=row.idea)
    reasons = tuple(str(reason.label) for reason in block.plan.reasons[row.candidate.key])
    facts = {"duration": row.candidate.duration, "reasons": reasons, "idea": row.idea}
    if row.item is None:
        return ProposedLine(row.idea.display_title, COMES, **facts)
    if row.item.pk in block.moved:
        return ProposedLine(row.idea.display_title, MOVES, **facts, came_from=ranks[row.item.pk])
    return ProposedLine(row.idea.display_title, STAYS, **facts)
