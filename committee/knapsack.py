"""Exact choice of units under a capacity, by dynamic programming on whole numbers. Pure.

Besides the capacity: every must is taken, at most two units of one presenter, at most one unit whose
documents are missing. A table gives, for each exact use of the capacity and for zero or one missing
document, the best score reachable. Units of one presenter are worked through together, so that the
count of two needs remembering only meanwhile.

A score is one whole number that packs, from the heaviest digit down: total value, number of items,
less time used, then one bit per unit (the first unit is the highest bit). Comparing scores therefore
compares choices completely and in a fixed order, and the bits say which choice it was.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MAX_PER_PRESENTER = 2
NOTHING = -1  # no choice reaches this state

Row = list[int]
Table = tuple[Row, Row]  # without, with a missing document; indexed by the capacity used


@dataclass(frozen=True)
class Unit:
    """What is taken or left as a whole: `value` and `duration` are whole numbers."""

    items: tuple
    value: int
    duration: int
    must: bool = False
    presenter: object = None
    missing_document: bool = False


@dataclass(frozen=True)
class Choice:
    """Units taken, in the order given, with their total value and duration."""

    units: tuple[Unit, ...]
    value: int
    used: int


def best_choice(units: Sequence[Unit], capacity: int) -> Choice | None:
    """The best choice, or None when the musts cannot all be taken."""
    solver = _Solver(units, capacity)
    return solver.choice(max(map(max, solver.forward()[-1])))


def forced_choices(units: Sequence[Unit], forced: Sequence[Unit], capacity: int) -> Iterator[tuple[Unit, Choice]]:
    """For each unit of `forced` that can be taken beside the musts: the best choice that takes it."""
    solver = _Solver(units, capacity)
    before, after = solver.forward(), solver.backward()
    places = {i: place for place, cluster in enumerate(solver.clusters) for i in cluster}
    for i, unit in enumerate(units):
        if unit in forced:
            place = places[i]
            table = solver.extend(before[place], solver.clusters[place], forced=i)
            choice = solver.choice(_joined(table, after[place + 1], capacity))
            if choice is not None:
                yield unit, choice


def relaxed_musts(units: Sequence[Unit], capacity: int) -> tuple[Unit, ...]:
    """A smallest set of musts (by items asked for, then by value) whose release makes the rest fit."""
    musts = [unit for unit in units if unit.must]
    heavy = 1 + sum(unit.value for unit in musts)
    optional = [
        Unit(
            items=(unit,),
            value=heavy * sum(1 for item in unit.items if item.must) + unit.value,
            duration=unit.duration,
            presenter=unit.presenter,
            missing_document=unit.missing_document,
        )
        for unit in musts
    ]
    kept = [unit.items[0] for unit in best_choice(optional, capacity).units]
    return tuple(unit for unit in musts if unit not in kept)


class _Solver:
    """Tables for one list of units and one capacity."""

    def __init__(self, units: Sequence[Unit], capacity: int):
        self.units, self.capacity = units, capacity
        self.bits = len(units)
        items = 1 + sum(len(unit.items) for unit in units)
        self.scores = [
            (((unit.value * items + len(unit.items)) * (capacity + 1) - unit.duration) << self.bits)
            + (1 << (self.bits - 1 - i))
            for i, unit in enumerate(units)
        ]
        clusters: dict[object, list[int]] = {}
        for i, unit in enumerate(units):
            alone = unit.presenter is None
            clusters.setdefault(("unit", i) if alone else ("presenter", unit.presenter), []).append(i)
        self.clusters = list(clusters.values())

    def start(self) -> Table:
        return [0] + [NOTHING] * self.capacity, [NOTHING] * (self.capacity + 1)

    def forward(self) -> list[Table]:
        """Table before each cluster, then the final one."""
        tables = [self.start()]
        for cluster in self.clusters:
            tables.append(self.extend(tables[-1], cluster))
        return tables

    def backward(self) -> list[Table]:
        """For each place, the table of the clusters from there on."""
        tables = [self.start()]
        for cluster in reversed(self.clusters):
            tables.append(self.extend(tables[-1], cluster))
        return tables[::-1]

    def extend(self, table: Table, cluster: Sequence[int], forced: int | None = None) -> Table:
        """`table` after deciding on the units of one cluster, musts and `forced` taken."""
        empty = [NOTHING] * (self.capacity + 1)
        layers = [table] + [(empty, empty)] * min(len(cluster), MAX_PER_PRESENTER)
        for i in cluster:
            unit = self.units[i]
            keep = not (unit.must or i == forced)
            previous = layers
            layers = [self._with_unit(previous, count, i, keep) for count in range(len(layers))]
        return tuple([max(column) for column in zip(*rows, strict=True)] for rows in zip(*layers, strict=True))

    def _with_unit(self, layers: list[Table], count: int, i: int, keep: bool) -> Table:
        """Layer of `count` units taken after unit `i`, which may be left only when `keep` is true."""
        unit = self.units[i]
        empty = [NOTHING] * (self.capacity + 1)
        table = (list(layers[count][0]), list(layers[count][1])) if keep else (list(empty), list(empty))
        if count:
            without, with_missing = layers[count - 1]
            if unit.missing_document:
                self._take(without, table[1], i)
            else:
                self._take(without, table[0], i)
                self._take(with_missing, table[1], i)
        return table

    def _take(self, source: Row, target: Row, i: int) -> None:
        """Improve `target` with the choices of `source` plus unit `i`."""
        duration, score = self.units[i].duration, self.scores[i]
        for used, reached in enumerate(source[: max(0, self.capacity + 1 - duration)], start=duration):
            if reached >= 0 and reached + score > target[used]:
                target[used] = reached + score

    def choice(self, score: int) -> Choice | None:
        """The choice that a score stands for."""
        if score < 0:
            return None
        taken = tuple(u for i, u in enumerate(self.units) if score >> (self.bits - 1 - i) & 1)
        return Choice(taken, sum(u.value for u in taken), sum(u.duration for u in taken))


def _joined(left: Table, right: Table, capacity: int) -> int:
    """Best score of a choice of `left` and a choice of `right` that fit together."""
    plain, missing = (_at_most(row) for row in right)
    either = [max(pair) for pair in zip(plain, missing, strict=True)]
    best = NOTHING
    for row, partner in ((left[0], either), (left[1], plain)):
        for used, reached in enumerate(row):
            other = partner[capacity - used]
            if reached >= 0 and other >= 0:
                best = max(best, reached + other)
    return best


def _at_most(row: Row) -> Row:
    """Best score for each bound on the capacity used, from the best for each exact use."""
    bounded, best = [], NOTHING
    for reached in row:
        best = max(best, reached)
        bounded.append(best)
    return bounded
