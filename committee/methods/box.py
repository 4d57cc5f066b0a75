"""What every method counts, and what a count gives. Pure; whole numbers and fractions only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from committee.counts import Cause, Outcome


@dataclass(frozen=True)
class Box:
    """The ballots of one college, without who cast them.

    `enrolled`: entitled to vote on this item; `present`: of those, present or represented at the opening;
    `answers`: what `committee.methods.answers.clean_answer` made of each ballot.
    """

    code: str
    enrolled: int
    present: int
    answers: tuple = ()

    def __post_init__(self):
        if min(self.enrolled, self.present) < 0 or max(self.present, len(self.answers)) > self.enrolled:
            raise ValueError(f"{self.code}: more ballots or people present than entitled to vote.")

    @property
    def cast(self) -> int:
        return len(self.answers)

    def decisive(self, ballots: int | None = None) -> bool:
        """At least one ballot, and at least half of those who are there (whoever voted was there)."""
        ballots = self.cast if ballots is None else ballots
        return ballots > 0 and 2 * ballots >= max(self.present, self.cast)


@dataclass(frozen=True)
class Counted:
    """What a count gives. `outcome` is None when the method only advises.

    `winners` are places of options, from 1, the best first. `options` and `colleges` hold whole numbers that JSON can
    keep. `words` are objections and reserves, without who wrote them.
    """

    outcome: Outcome | None
    cause: Cause | None = None
    winners: tuple[int, ...] = ()
    options: tuple[Mapping, ...] = ()
    colleges: Mapping[str, Mapping] = field(default_factory=dict)
    words: tuple[Mapping, ...] = ()

    def as_json(self) -> dict:
        """As `Poll.result` keeps it."""
        return {
            "outcome": str(self.outcome) if self.outcome else None,
            "cause": str(self.cause) if self.cause else None,
            "winners": list(self.winners),
            "options": [dict(option) for option in self.options],
            "colleges": {code: dict(row) for code, row in self.colleges.items()},
            "words": [dict(row) for row in self.words],
        }


def no_answer(cause: Cause, reading: int) -> tuple[Outcome, Cause]:
    """Without a clear answer: once more, then put off."""
    return (Outcome.SECOND_READING if reading == 1 else Outcome.DEFERRED), cause


def presence(boxes: Sequence[Box]) -> dict[str, dict]:
    """How many voted in each college, out of how many."""
    if not boxes or len({box.code for box in boxes}) < len(boxes):
        raise ValueError("A count needs at least one college, each counted once.")
    return {box.code: {"ballots": box.cast, "present": box.present, "enrolled": box.enrolled} for box in boxes}
