"""Geometry of the data bars, in percent written with a dot whatever the language."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Segment:
    kind: str
    count: int
    x: str
    width: str
    middle: str
    shows_count: bool


def share(value, total) -> str:
    """`value` out of `total` as a percentage between 0 and 100."""
    ratio = 100 * value / total if total else 0
    return f"{min(max(ratio, 0), 100):.2f}"


def vote_segments(yes: int, no: int, abstain: int) -> list[Segment]:
    """One rectangle per answer that was given; a narrow one does not carry its number."""
    total = yes + no + abstain
    segments, before = [], 0
    for kind, count in (("for", yes), ("against", no), ("abstain", abstain)):
        if count:
            segments.append(
                Segment(
                    kind,
                    count,
                    share(before, total),
                    share(count, total),
                    share(before + count / 2, total),
                    count >= 0.06 * total,
                )
            )
            before += count
    return segments
