"""The sums of a secret vote for candidates. Pure.

A ballot holds the numbers of some candidates. It is added to the sums and forgotten; whoever reads the sums before and
after a ballot knows it, which is why they are kept sealed (`Urn`), at one length whatever they say.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

# With fewer ballots the numbers would tell who voted what: the order alone is said.
FEWEST = 5
WIDTH = 7  # digits of each sum: the sealed text must not grow with them
MOST = 10**WIDTH - 1


@dataclass
class Sums:
    """How many ballots there are, and for each candidate how many hold their number."""

    ballots: int = 0
    votes: dict[int, int] = field(default_factory=dict)

    def add(self, ballot: Collection[int]) -> None:
        """One ballot more. Raises KeyError for a number that does not stand."""
        for number in set(ballot):
            self.votes[number] = self.votes[number] + 1
        self.ballots += 1

    def of(self, number: int) -> int:
        return self.votes.get(number, 0)


def no_ballot_yet(numbers: Iterable[int]) -> Sums:
    return Sums(votes=dict.fromkeys(sorted(numbers), 0))


def as_text(sums: Sums) -> str:
    """One line of ballots, then one a candidate in the order of their numbers; as long with few votes as with many."""
    lines = [(0, sums.ballots), *sorted(sums.votes.items())]
    return "\n".join(f"{number} {min(votes, MOST):0{WIDTH}d}" for number, votes in lines)


def from_text(text: str) -> Sums:
    """What `as_text` wrote. Raises ValueError for anything else."""
    (_zero, ballots), *votes = ([int(word) for word in line.split()] for line in text.split("\n"))
    return Sums(ballots, dict(votes))


def ranked(lots: Sequence, votes_of) -> list:
    """The candidates by their votes, most first; those whose votes are equal stay in the order of the lots."""
    return sorted(lots, key=lambda one: -votes_of(one))


def shuffled(numbers: Iterable[int], voter: int) -> list[int]:
    """An order that is another one for each voter and always the same for one: nobody is first on all ballots."""
    return sorted(numbers, key=lambda number: hashlib.sha256(f"{voter} {number}".encode()).digest())
