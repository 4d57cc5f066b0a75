"""Drawing lots that anybody can do again: a secret promised beforehand, the list of candidates, and SHA-256. Pure.

Before the call opens, `commitment(secret)` is published: the secret can no longer be chosen. At the close, the secret
and the lines of the candidates make one text (`published_text`), which is published as a file. The digest of this file
is the seed; each line has a ticket, the digest of the seed and the line; the smallest ticket comes first. Nobody
chooses the seed alone: whoever knows the secret does not choose who applies, whoever applies does not know the secret.

Every digest is that of a text with its line end, so that the usual tools of a computer find the same.
"""

import hashlib
import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


def new_secret() -> str:
    """32 random bytes as text."""
    return secrets.token_hex(32)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def commitment(secret: str) -> str:
    """What is published before anybody applies: the first line of the published file has this digest."""
    return _digest(f"{secret}\n")


def line_of(number: int, name: str) -> str:
    """How a candidate stands in the list: their number and name, on one line whatever the name holds."""
    return f"{number:03d} {' '.join(unicodedata.normalize('NFC', name).split())}"


def published_text(secret: str, lines: Iterable[str]) -> str:
    """The file: the secret, then the candidates in the order of their text, one a line."""
    return "".join(f"{line}\n" for line in [secret, *sorted(set(lines))])


def seed_of(text: str) -> str:
    """The digest of the published file."""
    return _digest(text)


def ticket(seed: str, line: str) -> str:
    """What decides the place of a line: the smallest comes first."""
    return _digest(f"{seed} {line}\n")


@dataclass(frozen=True)
class Drawn:
    """A place of the draw, the first one is 1."""

    rank: int
    line: str
    ticket: str


def draw(secret: str, lines: Iterable[str]) -> list[Drawn]:
    """Every candidate once, in the order of the draw, whatever the order in which they are given."""
    lines = sorted(set(lines))
    seed = seed_of(published_text(secret, lines))
    tickets = sorted((ticket(seed, line), line) for line in lines)
    return [Drawn(rank, line, number) for rank, (number, line) in enumerate(tickets, start=1)]


def spread(places: Sequence, group_of: dict, seats: int) -> list:
    """The first `seats` of `places`, at most one of each group while another group is left; then in their order.

    `group_of` gives the group of a place; None belongs to no group and passes always.
    """
    seen, first = set(), []
    for place in places:
        group = group_of.get(place)
        if len(first) < seats and (group is None or group not in seen):
            first.append(place)
            seen.add(group)
    rest = [place for place in places if place not in first]
    chosen = [*first, *rest[: seats - len(first)]]
    return [place for place in places if place in chosen]
