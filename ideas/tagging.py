"""Which tags a contribution may carry, and whether that is worth more than a guess: pure, no table.

Suggested are the tags of the `NEAREST` most alike that carry any: each of them speaks for its own tags, as loud as it
is alike, and a tag needs two voices. It is tried on contributions tagged here, each left out of what speaks about it,
against a guess that reads no word of it: always the tags that are used most. The guess may count the contribution it is
tried on and always names its full number, so that it never looks worse than it is. Intervals as in `ideas.past`.

Likeness runs from 0 to 1; keys are those of contributions and of tags. Sums are exact before they are compared: the
order of the rows changes nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from ideas.agreement import interval

MODEL_VERSION = 1  # another way of suggesting is measured anew
NEAREST, FEWEST, VOICES = 5, 3, 2
MOST_SUGGESTED = 3
ENOUGH = 40
WRONG = 100.0  # none of those suggested is right: a mean of errors reads as a share of a hundred


@dataclass(frozen=True)
class Tagged:
    """A contribution that carries tags."""

    key: int
    tags: frozenset[int]


Near = Iterable[tuple[float, Tagged]]


@dataclass(frozen=True)
class Suggestion:
    """A tag, and why: how many of the closest carry it."""

    tag: int
    carried: int
    closest: int


@dataclass(frozen=True)
class TagReliability:
    """For how many in a hundred none of the suggested tags was right, over the `n` for which some were suggested.

    `guess` is the same of the tags used most, `over_guess` the middle 90 % of (own error - error of the guess): below 0
    throughout, what is like a contribution knows more than the guess. None when there is too little to tell.
    """

    n: int
    error: float | None = None
    guess: float | None = None
    over_guess: tuple[float, float] | None = None

    @property
    def is_better(self) -> bool:
        return is_better(self.n, self.over_guess)


def is_better(n: int, over_guess: Sequence[float] | None) -> bool:
    """Whether tags may be suggested: tried often enough, and the whole interval (low, high) below 0."""
    return n >= ENOUGH and over_guess is not None and over_guess[1] < 0


def nearest(near: Near) -> list[tuple[float, Tagged]]:
    """The most alike of `near` that carry a tag, the closest first."""
    speak = [(alike, tagged) for alike, tagged in near if alike > 0 and tagged.tags]
    return sorted(speak, key=lambda row: (-row[0], row[1].key))[:NEAREST]


def suggested(near: Near) -> list[Suggestion]:
    """The tags that most of the most alike carry, by likeness: three at most; none from fewer than `FEWEST` of them."""
    closest = nearest(near)
    if len(closest) < FEWEST:
        return []
    voices = Counter(tag for _alike, tagged in closest for tag in tagged.tags)
    weights = {
        tag: fsum(alike for alike, tagged in closest if tag in tagged.tags)
        for tag, number in voices.items()
        if number >= VOICES
    }
    best = sorted(weights, key=lambda tag: (-weights[tag], tag))[:MOST_SUGGESTED]
    return [Suggestion(tag, voices[tag], len(closest)) for tag in best]


def most_used(history: Iterable[Tagged]) -> frozenset[int]:
    """The tags that most of `history` carry: as many as are ever suggested."""
    uses = Counter(tag for tagged in history for tag in tagged.tags)
    return frozenset(sorted(uses, key=lambda tag: (-uses[tag], tag))[:MOST_SUGGESTED])


def tag_reliability(history: Iterable[Tagged], alike: Mapping[int, Sequence[tuple[int, float]]]) -> TagReliability:
    """How well tags would have been suggested for each of `history`, from the others of it.

    `alike` is {key: [(key of another, likeness)]}; what names no row of `history`, or itself, is passed over. A key
    that comes twice is one contribution, and one without tags is none.
    """
    known = {tagged.key: tagged for tagged in history if tagged.tags}
    rows, guess, errors = [known[key] for key in sorted(known)], most_used(known.values()), []
    for tagged in rows:
        others = [(score, known[key]) for key, score in alike.get(tagged.key, ()) if key in known and key != tagged.key]
        if said := {one.tag for one in suggested(others)}:
            errors.append((WRONG * said.isdisjoint(tagged.tags), WRONG * guess.isdisjoint(tagged.tags)))
    if not errors:
        return TagReliability(0)
    gaps = [own - guessed for own, guessed in errors]
    return TagReliability(
        n=len(errors),
        error=fsum(own for own, _guessed in errors) / len(errors),
        guess=fsum(guessed for _own, guessed in errors) / len(errors),
        over_guess=interval(gaps, lambda drawn: fsum(gap * times for gap, times in drawn.items()) / len(gaps)),
    )
