"""The matrix of impact and effort: where a contribution stands, how surely, and how that is drawn. Pure.

A mean of few raters is uncertain by about the spread of one rater over the root of their number: each place is an
ellipse of that size, not a dot. Cells are half a level wide, so that a drawing holds 81 of them at most.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, floor, sqrt

from django.utils.translation import gettext_lazy as _

SPREAD = 0.7  # of one rater around the true level, in levels
HIGH_IMPACT, LOW_EFFORT = 3.5, 2.5
CELL = re.compile(r"([2-9]|10)-([2-9]|10)")
# In units of the drawing: how wide and how high a level is, half a level of room around, the words of the axes beside.
WIDE, HIGH, EDGE, MARGIN = 124, 84, 0.5, 40
RIGHT, FLOOR = MARGIN + 5 * WIDE, 5 * HIGH


class Quadrant(StrEnum):
    """A quarter of the matrix: high impact begins at 3.5, low effort ends at 2.5."""

    QUICK = "quick"
    PROJECT = "project"
    AS_IT_COMES = "as_it_comes"
    AVOID = "avoid"

    @property
    def label(self):
        return _LABELS[self]


_LABELS = {
    Quadrant.QUICK: _("Quick wins"),
    Quadrant.PROJECT: _("Projects"),
    Quadrant.AS_IT_COMES: _("As it comes"),
    Quadrant.AVOID: _("To avoid"),
}


def quadrant_of(impact: float | None, effort: float | None) -> Quadrant | None:
    """The quarter in which mean levels stand, None while one of them is not known."""
    if impact is None or effort is None:
        return None
    if impact >= HIGH_IMPACT:
        return Quadrant.QUICK if effort <= LOW_EFFORT else Quadrant.PROJECT
    return Quadrant.AS_IT_COMES if effort <= LOW_EFFORT else Quadrant.AVOID


def standard_error(raters: int) -> float:
    """How far a mean level may be from the true one, in levels."""
    return SPREAD / sqrt(max(raters, 1))


@dataclass(frozen=True)
class Place:
    """Contributions of the same mean levels and number of raters: how many, and the key of one of them."""

    impact: float
    effort: float
    raters: int
    count: int
    key: int


@dataclass(frozen=True)
class Cell:
    """What stands within half a level: where on average, how many, the fewest raters of one, the key of one."""

    name: str
    impact: float
    effort: float
    raters: int
    count: int
    key: int

    @property
    def quadrant(self) -> Quadrant:
        return quadrant_of(self.impact, self.effort)

    @property
    def error(self) -> float:
        return standard_error(self.raters)


def cell_name(impact: float, effort: float) -> str:
    """Half levels, impact downwards and effort upwards: no cell lies on both sides of a line of the matrix."""
    return f"{floor(impact * 2)}-{ceil(effort * 2)}"


def cell_bounds(name: str) -> tuple[float, float, float, float] | None:
    """(least impact, impact that is too much, effort that is too little, most effort) of a cell; None for no name."""
    match = CELL.fullmatch(name)
    if match is None:
        return None
    impact, effort = int(match[1]), int(match[2])
    return impact / 2, (impact + 1) / 2, (effort - 1) / 2, effort / 2


def cells_of(places: Iterable[Place]) -> list[Cell]:
    """The cells that hold something, the best quarter first; the numbers add up to those of the places."""
    held: dict[str, list[Place]] = {}
    for place in places:
        held.setdefault(cell_name(place.impact, place.effort), []).append(place)
    cells = [_cell(name, several) for name, several in held.items()]
    quarters = list(Quadrant)
    return sorted(cells, key=lambda cell: (quarters.index(cell.quadrant), -cell.impact, cell.effort, cell.name))


def _cell(name, places):
    count = sum(place.count for place in places)
    impact = sum(place.impact * place.count for place in places) / count
    effort = sum(place.effort * place.count for place in places) / count
    return Cell(name, impact, effort, min(place.raters for place in places), count, min(place.key for place in places))


@dataclass(frozen=True)
class Ellipse:
    """A cell as it is drawn, in whole units."""

    cell: Cell
    x: int
    y: int
    rx: int
    ry: int


def drawn(cells: Iterable[Cell]) -> list[Ellipse]:
    """The cells as ellipses, the widest first, so that none lies hidden under another."""
    ellipses = [_ellipse(cell) for cell in cells]
    return sorted(ellipses, key=lambda one: -one.rx)


def _ellipse(cell):
    return Ellipse(cell, x_of(cell.effort), y_of(cell.impact), round(cell.error * WIDE), round(cell.error * HIGH))


def x_of(effort: float) -> int:
    return MARGIN + round((effort - EDGE) * WIDE)


def y_of(impact: float) -> int:
    """Impact grows upwards."""
    return FLOOR - round((impact - EDGE) * HIGH)
