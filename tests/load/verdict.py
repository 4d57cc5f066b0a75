"""Whether a vote was fair: what the voters were told, beside what is kept and what was counted. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping


def faults(
    told: Mapping[int, str | None],
    kept: Iterable[tuple[int, str]],
    marked: Iterable[int],
    counted: Mapping[str, int],
) -> dict[str, int]:
    """How many ballots are lost, double, late, unasked or half; empty when the vote was fair.

    `told`: person → the choice acknowledged last, None for whoever was told that it came too late. `kept`: (person,
    choice) of each ballot. `marked`: who is marked as having voted. `counted`: choice → ballots in the result.
    """
    kept, marked, theirs = list(kept), set(marked), dict(told)
    of = dict(kept)
    acknowledged = {person: choice for person, choice in theirs.items() if choice}
    found = {
        "lost": sum(of.get(person) != choice for person, choice in acknowledged.items()),
        "double": len(kept) - len(of),
        "unasked": sum(person not in acknowledged for person in of),
        "half": len(of.keys() ^ marked),
        "late": _apart(Counter(choice for _person, choice in kept), Counter(counted)),
    }
    return {name: number for name, number in found.items() if number}


def secret_faults(
    told: Mapping[int, str | None], ballots: int, marked: Iterable[int], counted: Mapping[str, int]
) -> dict[str, int]:
    """The same of a secret vote, where no ballot has a person and the first one is final.

    `ballots`: how many were sealed before the count; a voter always chose the same.
    """
    marked = set(marked)
    acknowledged = {person: choice for person, choice in told.items() if choice}
    found = {
        "lost": len(acknowledged.keys() - marked),
        "unasked": len(marked - acknowledged.keys()),
        "double": max(ballots - len(marked), 0),
        "half": max(len(marked) - ballots, 0),
        "miscounted": _apart(Counter(acknowledged.values()), Counter(counted)),
    }
    return {name: number for name, number in found.items() if number}


def deadline_faults(told: Mapping[int, str | None], kept: int, counted: int) -> dict[str, int]:
    """The same where everybody came too late: ballots kept or counted all the same, voters told that theirs counts."""
    acknowledged = sum(bool(choice) for choice in told.values())
    found = {"late": max(kept, counted), "acknowledged": acknowledged}
    return {name: number for name, number in found.items() if number}


def _apart(one: Counter, other: Counter) -> int:
    return sum((one - other).values()) + sum((other - one).values())
