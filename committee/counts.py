"""The vocabulary of counting: ballots of a college, rules, results, quorum. Pure, whole numbers only."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

OPEN_COLLEGE_VOTERS = 20
OPEN_COLLEGE_SHARE = Fraction(1, 10)


class Visibility(StrEnum):
    """Who may know what one person voted."""

    NAMED = "named"
    HIDDEN = "hidden"
    SECRET = "secret"  # noqa: S105 - a kind of poll


class Base(StrEnum):
    """What a majority is a majority of."""

    EXPRESSED = "expressed"
    PRESENT = "present"
    ENROLLED = "enrolled"


class Majority(StrEnum):
    """More than half, or at least a share q."""

    SIMPLE = "simple"
    QUALIFIED = "qualified"


class Combination(StrEnum):
    """How the colleges make one answer."""

    DOUBLE_MAJORITY = "double_majority"
    EQUAL_WEIGHT = "equal_weight"
    POOLED = "pooled"
    LEAD_COLLEGE = "lead_college"


class Outcome(StrEnum):
    """Answer of one reading."""

    ADOPTED = "adopted"
    NOT_ADOPTED = "not_adopted"
    SECOND_READING = "second_reading"
    DEFERRED = "deferred"

    @property
    def label(self):
        return _OUTCOME_LABELS[self]


class Cause(StrEnum):
    """Why there is no clear answer."""

    TIE = "tie"
    NOT_DECISIVE = "not_decisive"
    DISAGREEMENT = "disagreement"
    OBJECTION = "objection"
    NONE_RETAINED = "none_retained"


_OUTCOME_LABELS = {
    Outcome.ADOPTED: _("Adopted"),
    Outcome.NOT_ADOPTED: _("Not adopted"),
    Outcome.SECOND_READING: _("Second reading"),
    Outcome.DEFERRED: _("Put off"),
}


@dataclass(frozen=True)
class CollegeCount:
    """Ballots of one college.

    `enrolled`: entitled to vote on this item, recused members left out. `present`: of those, present
    or represented (not used for an open college). `president_choice`: "yes", "no" or None.
    """

    code: str
    enrolled: int
    present: int
    yes: int
    no: int
    abstain: int = 0
    president_choice: str | None = None
    is_open: bool = False

    def __post_init__(self):
        numbers = (self.enrolled, self.present, self.yes, self.no, self.abstain)
        if any(isinstance(n, bool) or not isinstance(n, int) or n < 0 for n in numbers):
            raise ValueError(f"{self.code}: counts must be whole numbers, at least 0.")
        if self.ballots > self.enrolled or self.present > self.enrolled:
            raise ValueError(f"{self.code}: more ballots or people present than entitled to vote.")
        if self.president_choice not in ("yes", "no", "abstain", None):
            raise ValueError(f"{self.code}: unknown choice of the president {self.president_choice!r}.")

    @property
    def expressed(self) -> int:
        return self.yes + self.no

    @property
    def ballots(self) -> int:
        return self.yes + self.no + self.abstain

    @property
    def attending(self) -> int:
        """Whoever voted was there: latecomers count, and in an open college the voters are the room."""
        return self.ballots if self.is_open else max(self.present, self.ballots)


@dataclass(frozen=True)
class Rules:
    """How to count. `share` is q of a qualified majority; `lead` the college that decides under
    `lead_college`, the first one counted by default."""

    visibility: Visibility = Visibility.HIDDEN
    base: Base = Base.EXPRESSED
    majority: Majority = Majority.SIMPLE
    share: Fraction = Fraction(2, 3)
    combination: Combination = Combination.DOUBLE_MAJORITY
    casting_vote: bool = True
    lead: str | None = None

    def __post_init__(self):
        for name, kind in _RULE_KINDS.items():
            object.__setattr__(self, name, kind(getattr(self, name)))
        if not isinstance(self.share, int | Fraction) or not Fraction(1, 2) < self.share <= 1:
            raise ValueError("The share of a qualified majority is a fraction above 1/2 and up to 1.")

    def reached(self, yes: int | Fraction, base: int | Fraction) -> bool:
        """True when `yes` out of `base` is the majority asked for."""
        return 2 * yes > base if self.majority is Majority.SIMPLE else yes >= self.share * base


_RULE_KINDS = {"visibility": Visibility, "base": Base, "majority": Majority, "combination": Combination}


@dataclass(frozen=True)
class CollegeResult:
    """Answer of one college. `advisory`: it does not bind (too few voters, or another one leads)."""

    count: CollegeCount
    decisive: bool
    adopted: bool
    tied: bool
    broken_by_casting_vote: bool = False
    advisory: bool = False

    @property
    def code(self) -> str:
        return self.count.code

    @property
    def rejected(self) -> bool:
        """A clear no: decisive, and the tie, if any, was broken."""
        return self.decisive and not self.adopted and (not self.tied or self.broken_by_casting_vote)


@dataclass(frozen=True)
class Result:
    """Outcome of one reading; `cause` is None when it is adopted or not adopted."""

    outcome: Outcome
    cause: Cause | None
    colleges: tuple[CollegeResult, ...]
    rules: Rules
    reading: int

    @property
    def combination(self) -> Combination:
        return self.rules.combination

    @property
    def pooled(self) -> tuple[int, int, int]:
        """Yes, no and abstentions of all colleges together."""
        counts = [college.count for college in self.colleges]
        return sum(c.yes for c in counts), sum(c.no for c in counts), sum(c.abstain for c in counts)


def quorum_needed(seats: int, recused: int = 0, *, anyhow: bool = False) -> int:
    """Half of the members who vote, rounded up; one at least, and one alone in a session that is held again (`anyhow`).

    `seats`: mandates in force, recused ones included. After a missed quorum a session is convened again with the same
    agenda, valid whatever the number present (domain.md §8.1.1); a pole of which nobody votes still decides nothing.
    """
    return 1 if anyhow else max(-(-(seats - recused) // 2), 1)


def quorum_met(seats: int, present: int, recused: int = 0, *, anyhow: bool = False) -> bool:
    """Present or represented members reach half of the seats, recused members left out of both.

    `seats`: mandates in force, recused ones included. `present`: present or represented, recused
    ones excluded. A college whose members are all recused has no quorum.
    """
    voting = seats - recused
    if min(seats, present, recused) < 0 or present > voting:
        raise ValueError("Present and recused members cannot exceed the seats.")
    return voting > 0 and present >= quorum_needed(seats, recused, anyhow=anyhow)


def open_quorum(entitled: int) -> int:
    """Voters from whom on a college of the whole staff binds: max(20, 10 % rounded up)."""
    return max(OPEN_COLLEGE_VOTERS, -(-entitled * OPEN_COLLEGE_SHARE // 1))
