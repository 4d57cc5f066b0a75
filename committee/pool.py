"""The pool in words: what each contribution waits for, and what it would cost to place it."""

from dataclasses import dataclass

from committee.planning import Displacement, Exclusion, utility
from committee.pool_filter import PoolFilter
from committee.selectors import PoolEntry, pool_of

PAGE = 20


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


def pool_lines(session, proposal, wanted: PoolFilter | None = None) -> list[PoolLine]:
    """Every contribution that is not on the agenda, best first, with what the proposal (if any) says of it.

    With a filter, the best of those that are looked for: of one that the proposal did not look at, nothing is said.
    """
    if wanted is not None and wanted.is_set:
        known = {line.idea.pk: line for line in pool_lines(session, proposal)} if proposal else {}
        return [known.get(entry.idea.pk) or PoolLine(entry) for entry in pool_of(session, wanted.narrow)]
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


@dataclass(frozen=True)
class PoolPage:
    """Some of the lines. `following`: the reference after which the next ones begin, "" when there are none."""

    lines: list[PoolLine]
    total: int
    following: str
    begins: bool  # nothing is before them


def page_of_pool(lines: list[PoolLine], after: str, size: int = PAGE) -> PoolPage:
    """The lines after that reference; from the first one when it is not (or no longer) among them."""
    found = next((rank for rank, line in enumerate(lines, 1) if line.idea.reference == after), 0)
    shown = lines[found : found + size]
    more = found + size < len(lines)
    return PoolPage(shown, len(lines), shown[-1].idea.reference if more else "", found == 0)
