"""Which action waits for which: of a pair (first, then), `then` needs `first` done before it. Pure."""

from collections import defaultdict, deque
from collections.abc import Iterable
from datetime import date

from ideas.enums import State

# What is needed first is there from here on.
DONE = frozenset({State.IMPLEMENTED, State.VERIFIED, State.CLOSED})
# It will not come: what needs it has to be thought over.
GIVEN_UP = frozenset({State.ABANDONED})


def circle(pairs: Iterable[tuple[int, int]], first: int, then: int) -> list[int]:
    """The circle that the new pair (`first`, `then`) would close, from `first` back to `first`; [] when it closes none.

    The shortest one: breadth first from `then` along the pairs, each action once.
    """
    if first == then:
        return [first, first]
    after = defaultdict(list)
    for one, another in pairs:
        after[one].append(another)
    came_from, waiting = {then: first}, deque([then])
    while waiting:
        here = waiting.popleft()
        for further in after[here]:
            if further == first:
                return [first, *_way(came_from, first, here), first]
            if further not in came_from:
                came_from[further] = here
                waiting.append(further)
    return []


def _way(came_from, first, last):
    way = [last]
    while came_from[way[-1]] != first:
        way.append(came_from[way[-1]])
    return way[::-1]


def waits(state: str) -> bool:
    """Whether an action still waits for one it needs first, which is in `state`."""
    return state not in DONE


def comes_too_late(first_due: date, then_due: date, state: str) -> bool:
    """Whether what is needed first, in `state`, is promised for later than what needs it."""
    return waits(state) and state not in GIVEN_UP and first_due > then_due
