"""The pool in words: what each contribution waits for, and what it would cost to place it."""

from dataclasses import dataclass

from committee.planning import Displacement, Exclusion, utility
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
    """Every contribution that is not on the agenda, best first, with what the proposal (if any) says of it."""
    if proposal is None:
        return [PoolLine(entry) for entry in pool_of(session)]
    added = {idea.pk for idea in proposal.added}
    left = {row.idea.pk: row for row in proposal.excluded}
    entries = [e for block in proposal.blocks.values() for e in block.entries.values() if e.item is None]
    entries.sort(key=lambda entry: (-utility(entry.candidate), entry.idea.pk))
    return [_line(entry, added, left.get(entry.idea.pk)) for entry in entries]


def _line(entry, added, left) -> PoolLine:
    if left is None:
        return PoolLine(entry, fits=entry.idea.pk in added)
    return PoolLine(entry, False, left.exclusion, left.displacement, left.drops)
