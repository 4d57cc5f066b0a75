"""How attention is shared between employees and customers, and how full a cell of the heat map is. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

STRONGEST = 4  # levels of the heat map above "nothing"


@dataclass(frozen=True)
class Balance:
    """Contributions by whose attention they give: `employees` and `customers` alone, `both` of them, `unplaced`."""

    employees: int = 0
    customers: int = 0
    both: int = 0
    unplaced: int = 0

    @property
    def placed(self) -> int:
        return self.employees + self.customers + self.both

    def share(self, number: int) -> int:
        """`number` as a whole percentage of what is placed; 0 while nothing is."""
        return round(100 * number / self.placed) if self.placed else 0


def balance_of(counts: Iterable[tuple[bool, bool, int]], total: int) -> Balance:
    """From (serves employees, serves customers, how many) and the `total` of contributions that could be placed.

    What serves neither counts as unplaced, as does all of the total that is in no count.
    """
    known = {(bool(employees), bool(customers)): number for employees, customers, number in counts}
    placed = sum(number for sides, number in known.items() if any(sides))
    return Balance(
        employees=known.get((True, False), 0),
        customers=known.get((False, True), 0),
        both=known.get((True, True), 0),
        unplaced=max(total - placed, 0),
    )


def level_of(count: int, most: int) -> int:
    """How full a cell is: 0 for nothing, else 1 to 4 by quarters of the fullest cell of the map.

    One contribution is never nothing: levels are rounded up.
    """
    if count <= 0 or most <= 0:
        return 0
    return min(-(-count * STRONGEST // most), STRONGEST)
