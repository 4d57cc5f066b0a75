"""The projects that Toulouse put to the vote, with their real costs and votes, as sessions of one block.

What the town took is known: by votes, one after the other, as long as the money lasts.
"""

import csv
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from math import gcd
from pathlib import Path

from committee.planning import Candidate
from committee.session_problem import BlockSpec, SessionProblem, Topic

FOLDER = Path("internal") / "pabulib_toulouse"


@dataclass(frozen=True)
class Ballot:
    """One vote: its budget, and (cost, points) of each project, in whole numbers of one common sum of money."""

    name: str
    budget: int
    projects: tuple[tuple[int, int], ...]

    @property
    def by_score(self) -> int:
        """Points of the projects taken by points, those that no longer fit skipped."""
        left, points = self.budget, 0
        for cost, worth in sorted(self.projects, key=lambda project: (-project[1], project[0])):
            if cost <= left:
                left, points = left - cost, points + worth
        return points

    @property
    def problem(self) -> SessionProblem:
        topics = [
            Topic(Candidate(f"{n:03}", Decimal(worth), cost), {"all": cost})
            for n, (cost, worth) in enumerate(self.projects)
        ]
        return SessionProblem([BlockSpec("all", self.budget)], topics)


def ballots(corpus: Path) -> list[Ballot]:
    """Every vote of the corpus, the whole town and each quarter."""
    with (corpus / FOLDER / "projets_2019_2022.csv").open(encoding="utf-8", newline="") as file:
        projects = defaultdict(list)
        for row in csv.DictReader(file):
            projects[row["instance"]].append((round(float(row["cost"])), int(row["score"] or row["votes"])))
    with (corpus / FOLDER / "instances.csv").open(encoding="utf-8", newline="") as file:
        budgets = {row["instance"]: round(float(row["budget"])) for row in csv.DictReader(file)}
    return [_ballot(name, budgets[name], projects[name]) for name in sorted(projects)]


def _ballot(name, budget, projects) -> Ballot:
    unit = gcd(budget, *(cost for cost, _points in projects))
    return Ballot(name, budget // unit, tuple((cost // unit, points) for cost, points in projects))
