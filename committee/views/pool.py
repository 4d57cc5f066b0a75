"""The pool in words: what each contribution waits for, and what it would cost to place it."""

from dataclasses import dataclass

from committee.planning import Displacement, Exclusion
from committee.selectors import PoolEntry, pool_of


@dataclass(frozen=True)
class PoolLine:
    """One contribution to place. `fits`: the proposal would take it; else why not, and what would leave."""

    entry: PoolEntry
    fits: bool = False
    exclusion: Exclusion | None = None
    displacement: Displacement | None = None
    drops: tuple = ()

    @property
    def idea(self):
        return self.entry.idea


def pool_lines(session, proposal) -> list[PoolLine]:
    """Every contribution that is not on the agenda, best first, with what the proposal says of it."""
    added = {idea.pk for block in proposal.blocks.values() for idea in block.added}
    left = {row.idea.pk: row for block in proposal.blocks.values() for row in block.excluded}
    return [_line(entry, added, left.get(entry.idea.pk)) for entry in pool_of(session)]


def _line(entry, added, left) -> PoolLine:
    if left is None:
        return PoolLine(entry, fits=entry.idea.pk in added)
    return PoolLine(entry, False, left.exclusion, left.displacement, tuple(left.drops))
