"""Two versions of the words of minutes: what was changed, and what two people who wrote at once both changed. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

WORD = re.compile(r"\s+|[^\s]+")
MOST = 8_000  # words compared one by one; beyond, the whole text is said to have been replaced


@dataclass(frozen=True)
class Piece:
    """A run of words that stays ("same"), is gone ("removed") or is new ("added")."""

    kind: str
    text: str


def changes(before: str, after: str) -> list[Piece]:
    """What makes `after` of `before`, in the order of the text; [] when both are empty."""
    old, new = WORD.findall(before), WORD.findall(after)
    start = _shared(old, new)
    end = _shared(old[start:][::-1], new[start:][::-1])
    pieces = [Piece("same", "".join(old[:start]))]
    pieces += _between(old[start : len(old) - end], new[start : len(new) - end])
    pieces.append(Piece("same", "".join(old[len(old) - end :])))
    return _joined(pieces)


def _shared(old, new) -> int:
    """How many words are the same from the beginning on."""
    count = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        count += 1
    return count


def _between(old, new):
    if len(old) + len(new) > MOST:
        return [Piece("removed", "".join(old)), Piece("added", "".join(new))]
    pieces = []
    for what, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if what == "equal":
            pieces.append(Piece("same", "".join(old[a:b])))
        else:
            pieces += [Piece("removed", "".join(old[a:b])), Piece("added", "".join(new[c:d]))]
    return pieces


def _joined(pieces) -> list[Piece]:
    """Without empty pieces; a blank that stays between two changes goes with them, so that phrases read as one."""
    found: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        if found and found[-1].kind == piece.kind:
            found[-1] = Piece(piece.kind, found[-1].text + piece.text)
        else:
            found.append(piece)
    return found


@dataclass(frozen=True)
class Merged:
    """`words` with the changes of both; `clashes`: names of the texts that both changed, each in another way."""

    words: dict[str, str]
    clashes: tuple[str, ...]


def merged(base: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str]) -> Merged:
    """What I made of `base`, brought into what stands now (`theirs`). A name that `mine` does not have was not touched.

    Where both changed one text, `words` has mine.
    """
    words, clashes = dict(theirs), []
    for name, text in mine.items():
        was, stands = base.get(name, ""), theirs.get(name, "")
        if text in (was, stands):
            continue
        if stands != was:
            clashes.append(name)
        words[name] = text
    return Merged({name: text for name, text in words.items() if text}, tuple(clashes))
