"""Who may be expected at a session, pole by pole, from what its members said. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from committee.counts import quorum_met, quorum_needed
from committee.enums import Answer, CollegeCode

COMES = frozenset({Answer.YES, Answer.REMOTE})


@dataclass(frozen=True)
class Word:
    """One member: their pole, what they said ("" nothing yet), who votes for them if they do not come."""

    person: int
    pole: str
    said: str = ""
    holder: int | None = None


class Outlook(StrEnum):
    """What may become of the quorum of a pole."""

    FINE = "fine"
    TIGHT = "tight"  # somebody is missing already, and nobody else may be
    LOST = "lost"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Expected:
    """One pole. `sure`: said that they come, or are represented by somebody who did; `silent`: could still.

    `anyhow`: of a session that is held again for want of a quorum.
    """

    pole: str
    seats: int
    recused: int
    sure: int
    silent: int
    anyhow: bool = False

    @property
    def possible(self) -> int:
        return self.sure + self.silent

    @property
    def label(self):
        return CollegeCode(self.pole).label

    @property
    def needed(self) -> int:
        """Half of those who vote, rounded up; one at least."""
        return quorum_needed(self.seats, self.recused, anyhow=self.anyhow)

    @property
    def may_vote(self) -> bool:
        """Whether there is a quorum if all who have said nothing come."""
        return quorum_met(self.seats, self.possible, self.recused, anyhow=self.anyhow)

    @property
    def outlook(self) -> Outlook:
        if self.possible == 0:
            return Outlook.NOBODY
        if not self.may_vote:
            return Outlook.LOST
        somebody_misses = self.possible < self.seats - self.recused
        return Outlook.TIGHT if somebody_misses and self.possible == self.needed else Outlook.FINE


def expected_by_pole(
    words: Iterable[Word], recused: Collection[int] = frozenset(), *, anyhow: bool = False
) -> dict[str, Expected]:
    """Each pole that has members, on a point on which `recused` do not vote: they leave both sides of the quorum.

    A proxy counts as far as its holder comes and votes on the point.
    """
    words = list(words)
    known = {word.person: word for word in words}
    poles: dict[str, list[Word]] = {}
    for word in words:
        poles.setdefault(word.pole, []).append(word)
    return {pole: _expected(pole, members, known, recused, anyhow) for pole, members in sorted(poles.items())}


def poles_lost(words: Iterable[Word], recused: Collection[int], *, anyhow: bool = False) -> tuple[str, ...]:
    """Poles that could vote, even if only with all the silent ones, and cannot once `recused` leave both sides.

    A pole without a quorum whatever is discussed is no reason against any point: that is told on its own.
    """
    words = list(words)
    if not {word.person for word in words} & set(recused):
        return ()
    before, after = (expected_by_pole(words, apart, anyhow=anyhow) for apart in ((), recused))
    return tuple(pole for pole, row in after.items() if before[pole].may_vote and not row.may_vote)


def _expected(pole, members, known, recused, anyhow) -> Expected:
    voting = [word for word in members if word.person not in recused]
    said = [_counts_as(word, known, recused) for word in voting]
    sure = sum(answer in COMES for answer in said)
    return Expected(pole, len(members), len(members) - len(voting), sure, said.count(""), anyhow)


def _counts_as(word, known, recused) -> str:
    """What counts for a member: their own word, or that of who votes for them."""
    if word.said in COMES or word.holder is None:
        return word.said
    holder = known.get(word.holder)
    if holder is None or holder.pole != word.pole or holder.person in recused:
        return word.said
    return holder.said
