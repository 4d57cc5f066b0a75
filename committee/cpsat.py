"""A session chosen by CP-SAT, the constraint solver of OR-Tools. The only module that knows the solver.

The solver is loaded at the first plan: it weighs some sixty megabytes and a second, and only the worker plans. One
thread, a fixed seed and a bound in the solver's own deterministic time, never in seconds: the same problem gives the
same answer on every machine.

Every plan takes two searches. The first maximises one whole number that packs, from the heaviest digit down, points,
topics and time left. The second keeps that number and takes rather than leaves, topic by topic in the order of the
problem: so the first in order wins among equals, and there is exactly one answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from committee.knapsack import MAX_PER_PRESENTER
from committee.narrowing import Rule, possible
from committee.session_problem import SITE_SHARE, SessionProblem

EFFORT = 20.0  # of the solver's deterministic seconds for one search; usual ones need less than a hundredth
ONE_BY_ONE = 0.02  # of the same, before the order among equals is asked for part by part
PART = 40  # binary digits of a part: a double holds 53
SEED = 7


@dataclass(frozen=True)
class Answer:
    """`placed`: block of each bundle taken, by its rank. `value` and `bound` in hundredths of a point."""

    placed: Mapping[int, str]
    value: int
    bound: int
    proven: bool


@cache
def solver_library():
    """OR-Tools, loaded at its first use."""
    from ortools.sat.python import cp_model

    return cp_model


@cache
def linear_library():
    """The linear programs of OR-Tools, loaded like the solver."""
    from ortools.linear_solver import pywraplp

    return pywraplp


def best(problem: SessionProblem, *, musts: frozenset[int], effort=EFFORT) -> Answer | None:
    """The best plan with every must; balance left aside. None when there is none."""
    model = _Model(problem, effort)
    model.take(musts)
    return model.answer(model.packed(), *model.digits())


def nearest(
    problem: SessionProblem, *, musts: frozenset[int], forced: int, to, broken: int, effort=EFFORT
) -> Answer | None:
    """The best plan that holds `forced` too and breaks at most `broken` demands of balance; among equals one that
    keeps the most of the plan `to`. None when there is none.
    """
    model = _Model(problem, effort)
    model.take(musts | {forced})
    model.keep_balance(broken)
    model.begin_with(to)
    kept = sum(chosen for (rank, code), chosen in model.chosen.items() if to.get(rank) == code)
    return model.answer(model.packed() * (len(problem.bundles) + 1) + kept, settle=False)


def balanced(problem: SessionProblem, *, musts: frozenset[int], least: int, start, effort=EFFORT) -> Answer:
    """The plan worth `least` hundredths or more that breaks the fewest demands of balance; the best of those.

    `start` is a plan worth as much: within the effort there is always an answer.
    """
    model = _Model(problem, effort)
    model.take(musts)
    model.begin_with(start)
    model.keep_value(least)
    broken = model.balance()
    heaviest = sum(bundle.value * model.topics + len(bundle.topics) for bundle in problem.bundles) + 1
    return model.answer(model.packed() - heaviest * (model.time + 1) * broken, *model.digits(), broken)


def fewest_relaxed(problem: SessionProblem, *, effort=EFFORT) -> frozenset[int] | None:
    """Musts to keep so that the fewest are given up: fixed ones last, then by topics asked for, then by value."""
    bundles = problem.bundles
    musts = [rank for rank, bundle in enumerate(bundles) if bundle.must]
    heavy = 1 + sum(bundles[rank].value for rank in musts)
    fixed = 1 + sum(len(bundles[rank].topics) for rank in musts)
    model = _Model(problem, effort)
    model.leave(set(range(len(bundles))) - set(musts))
    asked = {rank: sum(t.candidate.must or t.fixed for t in bundles[rank].topics) for rank in musts}
    answer = model.answer(
        sum(
            (heavy * asked[rank] * (fixed if bundles[rank].fixed else 1) + bundles[rank].value) * model.taken(rank)
            for rank in musts
        )
    )
    return None if answer is None else frozenset(answer.placed)


class _Model:
    """The rules that no plan breaks, as one model. `taken(rank)` is one when that bundle is on the agenda."""

    def __init__(self, problem: SessionProblem, effort: float):
        self.problem, self.effort = problem, effort
        self.cp = solver_library()
        self.model = self.cp.CpModel()
        self.topics = 1 + len(problem.topics)
        self.time = sum(block.capacity for block in problem.blocks)
        # In the order that decides among equals: the first bundle in its first block, then in its next one.
        self.chosen = {
            (rank, code): self.model.new_bool_var(f"{rank}_{code}")
            for rank, bundle in enumerate(problem.bundles)
            for code in bundle.places
        }
        self.rules = self._rules()
        self.musts: set[int] = set()
        for rank in range(len(problem.bundles)):
            self.model.add(self.taken(rank) <= 1)
        for rule in self.rules:
            self.model.add(sum(weight * self.chosen[at] for at, weight in rule.weights.items()) <= rule.limit)

    def taken(self, rank: int):
        return sum(self.chosen[rank, code] for code in self.problem.bundles[rank].places)

    def _rules(self) -> list[Rule]:
        bundles, places, rules = self.problem.bundles, list(self.chosen), []
        for block in self.problem.blocks:
            here = [(rank, code) for rank, code in places if code == block.code]
            rules.append(Rule({at: bundles[at[0]].places[block.code] for at in here}, block.capacity))
            if block.most is not None:
                rules.append(Rule(dict.fromkeys(here, 1), block.most))
        by_presenter: dict[object, list] = {}
        for at in places:
            by_presenter.setdefault(bundles[at[0]].presenter, []).append(at)
        by_presenter.pop(None, None)
        rules += [Rule(dict.fromkeys(theirs, 1), MAX_PER_PRESENTER) for theirs in by_presenter.values()]
        missing = [at for at in places if bundles[at[0]].missing_document]
        return [*rules, Rule(dict.fromkeys(missing, 1), 1)]

    def _count(self, holds):
        return sum(self.taken(rank) for rank, bundle in enumerate(self.problem.bundles) if holds(bundle))

    def take(self, ranks):
        self.musts |= set(ranks)
        for rank in ranks:
            self.model.add(self.taken(rank) == 1)

    def leave(self, ranks):
        for rank in ranks:
            self.model.add(self.taken(rank) == 0)

    def begin_with(self, placed: Mapping[int, str]):
        for (rank, code), chosen in self.chosen.items():
            self.model.add_hint(chosen, placed.get(rank) == code)

    def keep_value(self, least: int):
        self.model.add(sum(b.value * self.taken(rank) for rank, b in enumerate(self.problem.bundles)) >= least)

    def keep_balance(self, most: int):
        """At most so many of its demands are broken."""
        if self.problem.has_balance:
            self.model.add(self.balance() <= most)

    def balance(self):
        """How many demands of balance are broken: a pole of the pool without a topic, a site with too many."""
        bundles, (part, whole) = self.problem.bundles, SITE_SHARE
        of_all, broken = self._count(lambda bundle: bundle.is_contribution), []
        for pole in sorted({pole for bundle in bundles for pole in bundle.poles}):
            seen = self._count(lambda bundle, pole=pole: pole in bundle.poles)
            broken.append(self.model.new_bool_var(f"pole_{pole}"))
            self.model.add(seen + broken[-1] >= 1)
        for number, site in enumerate(sorted({bundle.site for bundle in bundles} - {None}, key=str)):
            of_site = self._count(lambda bundle, site=site: bundle.site == site)
            single, over = (self.model.new_bool_var(f"{name}_{number}") for name in ("single", "over"))
            many = len(bundles)
            self.model.add(of_site <= 1 + many * (1 - single))
            self.model.add(whole * of_site <= part * of_all + whole * many * (single + over))
            broken.append(over)
        return sum(broken)

    def digits(self):
        """Points, topics and time, each for itself."""
        bundles, chosen = self.problem.bundles, self.chosen.items()
        yield sum(bundles[rank].value * taken for (rank, _code), taken in chosen)
        yield sum(len(bundles[rank].topics) * taken for (rank, _code), taken in chosen)
        yield sum(bundles[rank].places[code] * taken for (rank, code), taken in chosen)

    def packed(self):
        """Points, then topics, then time left, as one whole number."""
        bundles = self.problem.bundles
        return sum(
            (
                (bundles[rank].value * self.topics + len(bundles[rank].topics)) * (self.time + 1)
                - bundles[rank].places[code]
            )
            * chosen
            for (rank, code), chosen in self.chosen.items()
        )

    def answer(self, objective, *digits, settle: bool = True) -> Answer | None:
        """The best answer; None when the rules allow none. With `settle` the one that the order prefers among equals.

        `digits` are the parts that `objective` packs.
        """
        self.model.maximize(objective)
        solver = self._solver()
        status = solver.solve(self.model)
        if status == self.cp.UNKNOWN:
            raise ArithmeticError("The solver found no plan within its effort.")
        if status not in (self.cp.OPTIMAL, self.cp.FEASIBLE):
            return None
        proven = status == self.cp.OPTIMAL
        bound = int(solver.best_objective_bound) // (self.topics * (self.time + 1))
        placed = self._placed(solver)
        if settle and proven:
            for digit in (objective, *digits):  # the whole says it all; its parts narrow sooner
                self.model.add(digit == solver.value(digit))
            self._narrow(self._value(placed))
            placed = self._first(placed)
        value = self._value(placed)
        return Answer(placed, value, value if proven else max(bound, value), proven)

    def _value(self, placed) -> int:
        return sum(self.problem.bundles[rank].value for rank in placed)

    def _narrow(self, best: int):
        """Leave aside what no plan worth `best` can hold, and hold what each of them does."""
        values = {at: self.problem.bundles[at[0]].value for at in self.chosen}
        kept, always = possible(values, self.rules, self._prices(values), best=best, musts=frozenset(self.musts))
        for at, chosen in self.chosen.items():
            if at not in kept:
                self.model.add(chosen == 0)
        for rank in always:
            self.model.add(self.taken(rank) == 1)

    def _prices(self, values) -> list[float]:
        """What one more unit of each rule would bring if topics could be cut."""
        linear = linear_library().Solver.CreateSolver("GLOP")
        share = {at: linear.NumVar(0, 1, "") for at in values}
        for rank, bundle in enumerate(self.problem.bundles):
            linear.Add(linear.Sum([share[rank, code] for code in bundle.places]) <= 1)
        for rank in self.musts:
            linear.Add(linear.Sum([share[rank, code] for code in self.problem.bundles[rank].places]) >= 1)
        rows = [
            linear.Add(linear.Sum([weight * share[at] for at, weight in rule.weights.items()]) <= rule.limit)
            for rule in self.rules
        ]
        linear.Maximize(linear.Sum([value * share[at] for at, value in values.items()]))
        linear.Solve()
        return [row.dual_value() for row in rows]

    def _first(self, placed) -> dict[int, str]:
        """Of the plans as good as `placed`, the first in the order of the problem, as far as the effort goes.

        Deciding one by one is quick where few plans are as good. Where many are, the order is asked for part by
        part, each as the binary digits of one number.
        """
        one_by_one = self.model.clone()
        one_by_one.clear_objective()
        one_by_one.clear_hints()  # it would follow them rather than the order
        one_by_one.add_decision_strategy(list(self.chosen.values()), self.cp.CHOOSE_FIRST, self.cp.SELECT_MAX_VALUE)
        solver = self._solver(min(self.effort, ONE_BY_ONE))
        solver.parameters.search_branching = self.cp.FIXED_SEARCH
        solver.parameters.keep_all_feasible_solutions_in_presolve = True  # else it may take another of the equals
        solver.parameters.keep_symmetry_in_presolve = True
        if solver.solve(one_by_one) in (self.cp.OPTIMAL, self.cp.FEASIBLE):
            return self._placed(solver)
        choices = list(self.chosen.items())
        for start in range(0, len(choices), PART):
            part = choices[start : start + PART]
            self.model.clear_hints()
            self.begin_with(placed)
            self.model.maximize(sum((1 << (PART - 1 - n)) * chosen for n, (_place, chosen) in enumerate(part)))
            solver = self._solver()
            if solver.solve(self.model) != self.cp.OPTIMAL:
                return placed
            placed = self._placed(solver)
            for (rank, code), chosen in part:
                self.model.add(chosen == int(placed.get(rank) == code))
        return placed

    def _placed(self, solver) -> dict[int, str]:
        return {rank: code for (rank, code), chosen in self.chosen.items() if solver.boolean_value(chosen)}

    def _solver(self, effort: float | None = None):
        solver = self.cp.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = SEED
        solver.parameters.max_deterministic_time = effort or self.effort
        return solver
