"""Reading the grid alike: which references somebody re-scores in a cycle, and how far they are from the consensus.

Pure arithmetic over levels and dates, no database. Source: programme rules §6.5.

A cycle begins with the day on which the last session of the committee was closed. Without one, or when it is long ago,
it begins anew every sixty days.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from math import floor
from statistics import fmean

from django.utils.translation import gettext as _

from ideas.scoring import CRITERIA, Scores

IN_A_CYCLE = 3
LONGEST = timedelta(days=60)
FIRST_DAY = date(2024, 1, 1)


@dataclass(frozen=True)
class Candidate:
    """A reference that somebody may be asked about, and the day of the cycle in which they last re-scored it."""

    key: int
    last: date | None = None


@dataclass(frozen=True)
class Deviation:
    """The mean gap of one person to the consensus on one criterion, in levels, over `n` of them; above 0 is higher."""

    mean: float
    n: int


def cycle_start(today: date, closed: date | None) -> date:
    """The first day of the cycle of `today`; `closed` is the day of the last session that was closed."""
    first = FIRST_DAY if closed is None else closed
    return first + (today - first) // LONGEST * LONGEST


def drawn(person: int, cycle: date, candidates: Iterable[Candidate], given: Iterable[int] = ()) -> list[int]:
    """The keys of the references that `person` re-scores in `cycle`: those they have `given` in it, then others.

    The least recently re-scored come first, those never re-scored before all; equals by a lot of person and cycle, so
    that the same question gets the same answer.
    """
    kept = list(given)

    def turn(one):
        lot = sha256(f"{person} {cycle} {one.key}".encode()).hexdigest()
        return one.last or date.min, lot

    rest = sorted((one for one in candidates if one.key not in kept), key=turn)
    return [*kept, *(one.key for one in rest)][: max(IN_A_CYCLE, len(kept))]


def nearest(mean: float | None) -> int | None:
    """The level nearest to a mean, the higher of two that are as near."""
    return None if mean is None else floor(mean + 0.5)


def gaps(own: Scores, consensus: Scores) -> dict[str, int | None]:
    """How many levels `own` is above the consensus (below: negative) on each criterion, None where one has none."""
    pairs = {name: (getattr(own, name), getattr(consensus, name)) for name in CRITERIA}
    return {name: None if None in (mine, theirs) else mine - theirs for name, (mine, theirs) in pairs.items()}


def deviations(pairs: Iterable[tuple[Scores, Scores]]) -> dict[str, Deviation]:
    """The mean gap on each criterion over (own, consensus) pairs; a criterion without any is left out."""
    found = {name: [] for name in CRITERIA}
    for own, consensus in pairs:
        for name, gap in gaps(own, consensus).items():
            if gap is not None:
                found[name].append(gap)
    return {name: Deviation(fmean(several), len(several)) for name, several in found.items() if several}


def gap_in_words(gap: int | None) -> str:
    """What a gap says: “as the consensus”, “one level above”."""
    if gap is None:
        return _("no level")
    if gap == 0:
        return _("as the consensus")
    if abs(gap) == 1:
        return _("one level above") if gap > 0 else _("one level below")
    return (_("%(levels)s levels above") if gap > 0 else _("%(levels)s levels below")) % {"levels": abs(gap)}
