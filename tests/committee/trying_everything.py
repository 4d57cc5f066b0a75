"""The planner's rules said the plain way, and every plan of a small session tried: what the solver is held against."""

from itertools import product

from committee.session_problem import BALANCE_WORTH, over_share


def plans(problem):
    """Every way to give each bundle one of the blocks asked for it, or none."""
    ways = [[None, *bundle.asked] for bundle in problem.bundles]
    for choice in product(*ways):
        yield {rank: code for rank, code in enumerate(choice) if code is not None}


def allowed(problem, placed) -> bool:
    bundles = problem.bundles
    taken = [(bundles[rank], code) for rank, code in placed.items()]
    for block in problem.blocks:
        here = [bundle.asked[code] for bundle, code in taken if code == block.code]
        if sum(here) > block.capacity or len(here) > (block.most if block.most is not None else len(here)):
            return False
    presenters = [bundle.presenter for bundle, _code in taken if bundle.presenter is not None]
    if any(presenters.count(name) > 2 for name in presenters):
        return False
    if sum(any(t.candidate.missing_document for t in bundle.topics) for bundle, _code in taken) > 1:
        return False
    return not any(
        _refused(problem, topic, code) for bundle, code in taken if not bundle.fixed for topic in bundle.topics
    )


def _refused(problem, topic, code) -> bool:
    return bool(topic.without_quorum) or code in problem.absent.get(topic.candidate.presenter, ())


def rank_of(problem, placed):
    """What a better plan has more of, from the heaviest down; the last part settles among equals."""
    bundles = problem.bundles
    order = tuple(placed.get(rank) == code for rank, bundle in enumerate(bundles) for code in bundle.asked)
    return (
        sum(bundles[rank].value for rank in placed),
        sum(len(bundles[rank].topics) for rank in placed),
        -sum(bundles[rank].asked[code] for rank, code in placed.items()),
        order,
    )


def broken(problem, placed) -> int:
    taken = [problem.bundles[rank] for rank in placed]
    poles = {pole for bundle in problem.bundles for pole in bundle.poles}
    sites = [bundle.site for bundle in taken if bundle.site is not None]
    of_all = sum(bundle.is_contribution for bundle in taken)
    return len(poles - {pole for bundle in taken for pole in bundle.poles}) + sum(
        over_share(sites.count(site), of_all) for site in set(sites)
    )


def musts_kept(problem):
    """The musts of the plan that gives up the fewest: fixed ones last, then topics asked for, then the least value."""
    musts = {rank for rank, bundle in enumerate(problem.bundles) if bundle.must}

    def kept(placed):
        inside = [problem.bundles[rank] for rank in placed]
        fixed = sum(len(bundle.topics) for bundle in inside if bundle.fixed)
        asked = sum(t.candidate.must or t.fixed for bundle in inside for t in bundle.topics)
        return (fixed, asked, sum(bundle.value for bundle in inside))

    possible = [placed for placed in plans(problem) if set(placed) <= musts and allowed(problem, placed)]
    return max(map(kept, possible)), kept


def best_plan(problem, musts, forced=None, most_broken=0):
    """The plan that the written rules choose; with `forced` the best that breaks `most_broken` demands of balance or
    fewer. None when there is none.
    """
    needed = set(musts) | ({forced} - {None})
    possible = [placed for placed in plans(problem) if needed <= set(placed) and allowed(problem, placed)]
    if forced is not None:
        possible = [placed for placed in possible if broken(problem, placed) <= most_broken]
    if not possible:
        return None
    free = max(possible, key=lambda placed: rank_of(problem, placed))
    if forced is not None or not broken(problem, free):
        return free
    least = -(-rank_of(problem, free)[0] * (100 - BALANCE_WORTH) // 100)
    worth = [placed for placed in possible if rank_of(problem, placed)[0] >= least]
    return min(worth, key=lambda p: (broken(problem, p), *(_negative(part) for part in rank_of(problem, p))))


def _negative(part):
    return tuple(not taken for taken in part) if isinstance(part, tuple) else -part
