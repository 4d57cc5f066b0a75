"""How much two texts say the same, by the pieces of their words: pure, no table.

A text becomes the set of its shingles: the runs of four and of five letters inside its words, without accents. Endings,
accents and slips of the finger change a few of them only. Shingles that few contributions hold weigh most.
"""

import re
import unicodedata
from array import array
from collections.abc import Iterable, Sequence
from enum import StrEnum
from math import log, sqrt
from zlib import crc32

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS = 1 << 16  # of shingles: two bytes each where they are kept
RUNS = (4, 5)
LONGEST = 20_000
WORD = re.compile(r"[a-z0-9]+")
SHORTEST_WORD = 2  # shorter ones link the others

FLOOR = 0.04  # below, two texts only share a language
CLOSE, VERY_CLOSE, SAME = 0.22, 0.38, 0.6


class Band(StrEnum):
    """How alike, in words: two figures would be compared where they should not."""

    SAME = "same"
    VERY_CLOSE = "very_close"
    CLOSE = "close"
    FAR = "far"

    @property
    def label(self):
        return LABELS[self]


LABELS = {
    Band.SAME: _("Almost the same words"),
    Band.VERY_CLOSE: _("Very close"),
    Band.CLOSE: pgettext_lazy("likeness", "Close"),
    Band.FAR: _("A little alike"),
}


def band_of(score: float) -> Band:
    """The band of a likeness between 0 and 1."""
    if score >= SAME:
        return Band.SAME
    if score >= VERY_CLOSE:
        return Band.VERY_CLOSE
    return Band.CLOSE if score >= CLOSE else Band.FAR


def shingles(text: str) -> array:
    """The shingles of a text, as sorted numbers below `KINDS`, each once."""
    found = set()
    for word in set(WORD.findall(_folded(text[:LONGEST]))):
        if len(word) < SHORTEST_WORD:
            continue
        edged = f" {word} "
        for run in RUNS:
            if len(edged) <= run:
                found.add(edged)
            else:
                found.update(edged[start : start + run] for start in range(len(edged) - run + 1))
    return array("H", sorted({crc32(piece.encode()) % KINDS for piece in found}))


def _folded(text):
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    return "".join(char for char in plain if not unicodedata.combining(char))


def unpacked(kept: bytes) -> array:
    """The shingles as `shingles` gave them, from their bytes."""
    numbers = array("H")
    numbers.frombytes(kept)
    return numbers


class Weights:
    """What each shingle weighs in a base of `total` texts, of which `holders[shingle]` hold it."""

    def __init__(self, total: int, holders: Sequence[int]):
        weigh = {held: max(log((1 + total) / (1 + held)), 0.0) ** 2 for held in set(holders)}
        self.squares = [weigh[held] for held in holders]

    @staticmethod
    def worth(total: int, held: int) -> float:
        """What a word is worth that `held` of `total` texts hold."""
        return log((2 + total) / (1 + held))

    def of(self, numbers: Iterable[int]) -> float:
        return sqrt(sum(map(self.squares.__getitem__, numbers)))

    def ranked(self, text: Sequence[int], others: Iterable[tuple[int, Sequence[int]]]) -> list[tuple[float, int]]:
        """(likeness, key) of each of `others`, (key, shingles), the most alike first; those with nothing in common
        are left out. A likeness is between 0 and 1: 1 for the same shingles."""
        length, shared = self.of(text), [0.0] * KINDS
        for number in text:
            shared[number] = self.squares[number]
        scores = []
        for key, numbers in others:
            common = sum(map(shared.__getitem__, numbers))
            if common:
                scores.append((min(common / (length * self.of(numbers)), 1.0), key))
        return sorted(scores, key=lambda row: (-row[0], row[1]))


def wanted_words(found: dict[str, int], total: int, most: int) -> list[tuple[str, ...]]:
    """Which words, alone or two together, find at most about `most` of `total` texts: the rarest ones.

    `found` says how many texts hold each word. What is asked for is the union; the first is always there.
    """
    rarest = sorted(found, key=lambda word: (found[word], word))
    if total <= most:
        return [(word,) for word in rarest]
    rarest = rarest[:WORDS_TRIED]
    expected = [(max(found[word], 1), (word,)) for word in rarest]
    common = [word for word in rarest if found[word] > most / RARE_ENOUGH]
    for place, one in enumerate(common):
        for other in common[place + 1 :]:
            together = found[one] * found[other] * TOGETHER / total
            expected.append((min(together, found[one]), (one, other)))
    chosen, alone, sum_of = [], set(), 0.0
    for count, words in sorted(expected, key=lambda row: (row[0], len(row[1]), row[1])):
        if alone.intersection(words):
            continue
        if chosen and sum_of + count > most:
            break
        chosen.append(words)
        sum_of += count
        if len(words) == 1:
            alone.add(words[0])
        if len(chosen) == TERMS:
            break
    return chosen


RARE_ENOUGH = 4  # words as rare as this share of what may be found look alone
WORDS_TRIED = 24  # of one text
TERMS = 40  # in one question to the index
TOGETHER = 3  # words of one text come together more often than chance would have it
