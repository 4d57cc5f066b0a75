"""How long a whole session takes to plan, and what the optimum is worth beside taking by score. No database."""

import os
import random
import time
from decimal import Decimal
from pathlib import Path

from committee.cpsat import solver_library
from committee.planning import Candidate
from committee.session_planning import SessionPlan, plan_session
from committee.session_problem import BlockSpec, SessionProblem, Topic
from tests.committee import toulouse

ROOM = (
    BlockSpec("report", 40),
    BlockSpec("consent", 20, 15),
    BlockSpec("decision", 110),
    BlockSpec("big_topic", 50, 1),
    BlockSpec("workshop", 40, 1),
)
SESSIONS = 7


def session(size: int, seed: int) -> SessionProblem:
    """Candidates as a committee has them: decisions mostly, every rule at work. Always the same for one seed."""
    chance = random.Random(seed)
    return SessionProblem(ROOM, [_topic(n, size, chance) for n in range(size)], {"p0": frozenset({"workshop"})})


def _topic(number: int, size: int, chance: random.Random) -> Topic:
    decision = 16 + chance.choice([0, 0, 4, 6, 10])
    places = chance.choices(
        [
            {"decision": decision},
            {"decision": decision, "big_topic": 50},
            {"workshop": 40},
            {"consent": 1},
            {"report": 4},
        ],
        [70, 12, 8, 7, 3],
    )[0]
    candidate = Candidate(
        f"t{number:03}",
        Decimal(chance.randrange(2000, 9500)) / 100,
        min(places.values()),
        waited_cycles=chance.choice([0, 0, 0, 0, 1, 1, 2]),
        carried_over=chance.random() < 0.05,
        grey_zone=decision > 20,
        site_unseen=chance.random() < 0.2,
        must=chance.random() < 2 / size,
        presenter=chance.choice([None, f"p{chance.randrange(size // 6)}"]),
        missing_document=chance.random() < 0.1,
    )
    pole = "direction" if chance.random() < 0.1 else "employees"
    return Topic(candidate, places, site=chance.choice("aaabbcde"), poles=frozenset({pole}))


def seconds(size: int) -> tuple[float, str]:
    """The longest of some sessions of `size` candidates, the solver loaded; and how many were proven the best."""
    solver_library()
    taken, plans = [], []
    for seed in range(SESSIONS):
        problem, start = session(size, seed), time.perf_counter()
        plans.append(plan_session(problem))
        taken.append(time.perf_counter() - start)
    return max(taken), f"longest of {SESSIONS}, {_proven(plans)} proven the best"


def _proven(plans: list[SessionPlan]) -> int:
    return sum(plan.proven for plan in plans)


def gain_over_by_score() -> tuple[float | None, str]:
    """What the optimum is worth beside taking by score, the mean of the votes of the corpus; else why not."""
    corpus = os.environ.get("PARKOUR_CORPUS_DIR", "")
    if not corpus or not (Path(corpus) / toulouse.FOLDER).is_dir():
        return None, "PARKOUR_CORPUS_DIR names no folder with votes."
    gains = [float(plan_session(b.problem).utility) / b.by_score for b in toulouse.ballots(Path(corpus))]
    better = sum(gain > 1 for gain in gains)
    return sum(gains) / len(gains), f"{better} of {len(gains)} votes, up to {max(gains):.2f}"
