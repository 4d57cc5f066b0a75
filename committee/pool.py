"""The pool in words: what each contribution waits for, and what it would cost to place it."""

from collections.abc import Iterable
from dataclasses import dataclass

from committee.planning import Displacement, Exclusion
from committee.selectors import PoolEntry

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


def pool_lines(entries: Iterable[PoolEntry], proposal) -> list[PoolLine]:
    """Those of the `entries` of `agenda_candidates` that are not on the agenda, in their order, with what the proposal
    (if any) says of each: of one that it did not look at, nothing.
    """
    added = {idea.pk for idea in proposal.added} if proposal else set()
    left = {row.idea.pk: row for row in proposal.excluded} if proposal else {}
    return [_line(entry, added, left.get(entry.idea.pk)) for entry in entries if entry.item is None]


def _line(entry, added, left) -> PoolLine:
    if left is None:
        return PoolLine(entry, fits=entry.idea.pk in added)
    return PoolLine(entry, False, left.exclusion, left.displacement, left.drops)


@dataclass(frozen=True)
class PoolPage:
    """Some of the lines. `following`: the reference after which the next ones begin, "" when there are none."""

    lines: list[PoolLine]
    following: str
    begins: bool  # nothing is before them


def page_of_pool(lines: list[PoolLine], after: str, size: int = PAGE) -> PoolPage:
    """The lines after that reference; from the first one when it is not (or no longer) among them."""
    found = next((rank for rank, line in enumerate(lines, 1) if line.idea.reference == after), 0)
    shown = lines[found : found + size]
    more = found + size < len(lines)
    return PoolPage(shown, shown[-1].idea.reference if more else "", found == 0)
