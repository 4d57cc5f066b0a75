"""How long points take, learnt from the past: the median of what was measured, type by type. Pure.

A type of point is its block. What the rules of the programme say holds until `FROM_SESSIONS` sessions were measured,
and for a type of which fewer than `FROM_POINTS` points were.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from committee.enums import Block

FROM_SESSIONS, FROM_POINTS = 6, 5
LAST_SESSIONS = 12  # what is older says little of the committee of today
SHORTEST = 30  # seconds: what was passed over more quickly was not discussed


def minutes(half_minutes: int) -> int | float:
    """Half-minutes as minutes, without a useless decimal: 16 is 8, 1 is 0.5."""
    return half_minutes // 2 if half_minutes % 2 == 0 else half_minutes / 2


def in_minutes(half_minutes: int) -> str:
    """The same as the reader writes numbers: 15 is « 7,5 » in French."""
    return number_format(minutes(half_minutes))


@dataclass(frozen=True)
class Measured:
    """A point of a past session: its type, and the seconds it was under discussion."""

    session: int
    block: str
    seconds: int


@dataclass(frozen=True)
class Typical:
    """How long points of one type take. `learnt` in half-minutes, None as long as the rules hold.

    `points` were measured, in `sessions` sessions (of all types).
    """

    learnt: int | None
    points: int
    sessions: int

    @property
    def why(self) -> str:
        """« median of 23 points », or why nothing is learnt yet."""
        if self.learnt is not None:
            said = ngettext("median of %(count)s point", "median of %(count)s points", self.points)
            return said % {"count": self.points}
        if self.sessions < FROM_SESSIONS:
            said = ngettext(
                "usual time: %(count)s session was measured of the %(wanted)s it takes",
                "usual time: %(count)s sessions were measured of the %(wanted)s it takes",
                self.sessions,
            )
            return said % {"count": self.sessions, "wanted": FROM_SESSIONS}
        if self.points == 0:
            return gettext("usual time: no such point was measured")
        said = ngettext(
            "usual time: only %(count)s such point was measured",
            "usual time: only %(count)s such points were measured",
            self.points,
        )
        return said % {"count": self.points}


def typical(measured: Iterable[Measured]) -> Mapping[Block, Typical]:
    """What each type of point takes, from the points of the last sessions.

    The median is rounded to half-minutes, half a minute at least; points passed over in less do not count.
    """
    rows = [row for row in measured if row.seconds >= SHORTEST]
    sessions = len({row.session for row in rows})
    return {block: _typical([row.seconds for row in rows if row.block == block], sessions) for block in Block}


def _typical(seconds: list[int], sessions: int) -> Typical:
    enough = sessions >= FROM_SESSIONS and len(seconds) >= FROM_POINTS
    learnt = max(1, int(median(seconds) / 30 + 0.5)) if enough else None
    return Typical(learnt, len(seconds), sessions)


NOTHING_LEARNT = typical(())
