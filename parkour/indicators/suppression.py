"""Which cells of a table of answers may be shown (pure): none of fewer than five, none that can be deduced."""

from collections.abc import Sequence
from dataclasses import dataclass

FEWEST = 5


@dataclass(frozen=True)
class Shown:
    """The places of the cells that are hidden; `total` says whether the sum of all may be shown."""

    hidden: frozenset[int]
    total: bool


def shown_of(counts: Sequence[int], *, fewest: int = FEWEST) -> Shown:
    """What may be shown of groups that share out one total, where everybody is in exactly one of them.

    Cells under `fewest` are hidden, empty ones too; then, while the hidden ones could be found, all of the next
    smallest size. They could be when there is one, when they hold fewer than `fewest` people together (which is the
    total less what is shown), or when they are all of one size. Where none is left to hide, the total is hidden.

    Why that is enough, for a reader who knows this rule too: it looks at sizes, never at places, so a table in which
    two hidden cells of different sizes change places is published the same. Raises ValueError for a negative count.
    """
    if any(count < 0 for count in counts):
        raise ValueError("nobody is counted less than zero times")
    below = fewest
    hidden = _under(counts, below)
    while hidden and not _covered(counts, hidden, fewest) and len(hidden) < len(counts):
        below = min(count for count in counts if count >= below) + 1
        hidden = _under(counts, below)
    total = _covered(counts, hidden, fewest) if hidden else sum(counts) >= fewest
    return Shown(frozenset(hidden), total=total)


def _under(counts, limit) -> list[int]:
    return [place for place, count in enumerate(counts) if count < limit]


def _covered(counts, hidden, fewest) -> bool:
    sizes = [counts[place] for place in hidden]
    return len(set(sizes)) > 1 and sum(sizes) >= fewest
