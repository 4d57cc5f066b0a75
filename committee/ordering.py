"""The order of the points of a block: one moves among the others, some are put back where they were. Pure.

Points are named by keys; an order is a list of them. Nothing given is changed.
"""

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence

UP, DOWN, BEFORE, AFTER = "up", "down", "before", "after"


def stepped(order: Sequence[int], key: int, to: str) -> list[int]:
    """`key` changes places with its neighbour above (`UP`) or below (`DOWN`); at the edge nothing changes."""
    found = list(order)
    here = found.index(key)
    there = here - 1 if to == UP else here + 1
    if 0 <= there < len(found):
        found[here], found[there] = found[there], found[here]
    return found


def beside(order: Sequence[int], key: int, to: str, neighbour: int) -> list[int]:
    """`key`, which may come from elsewhere, right `BEFORE` or `AFTER` its neighbour. Raises ValueError without it."""
    if key == neighbour:
        return list(order)
    found = [other for other in order if other != key]
    found.insert(found.index(neighbour) + (to == AFTER), key)
    return found


def restored(order: Sequence[int], before: Sequence[int], keys: Collection[int]) -> list[int]:
    """`order` with these keys where they stood in `before`, whatever came or left meanwhile.

    Each comes right after the nearest point above it that is still there, or on top; a key that was not in `before`
    is taken out. The others keep their order.
    """
    found = [key for key in order if key not in keys]
    for rank, key in enumerate(before):
        if key in keys:
            above = next((other for other in reversed(before[:rank]) if other in found), None)
            found.insert(0 if above is None else found.index(above) + 1, key)
    return found


def woven(fixed: Mapping[int, object], waiting: Sequence) -> list:
    """One order of both: what is `fixed` keeps its rank (from 0), what waits fills the other ranks in its order.

    Where too few wait, those that are fixed close ranks and keep their order.
    """
    left, others, found = dict(fixed), list(waiting), []
    while others or left:
        rank = len(found)
        if rank in left or not others:
            found.append(left.pop(rank if rank in left else min(left)))
        else:
            found.append(others.pop(0))
    return found


def moved(before: Sequence[int], after: Sequence[int]) -> frozenset[int]:
    """The fewest keys that must move for `before` to read like `after`; what came or left has not moved."""
    ranks = {key: rank for rank, key in enumerate(before)}
    common = [key for key in after if key in ranks]
    ends: list[int] = []  # of the longest runs that stay in order, by their length
    paths: list[list[int]] = []
    for key in common:
        length = bisect_left(ends, ranks[key])
        path = [*(paths[length - 1] if length else []), key]
        ends[length:], paths[length:] = [ranks[key], *ends[length + 1 :]], [path, *paths[length + 1 :]]
    return frozenset(common) - frozenset(paths[-1] if paths else ())
