"""Versions of the grid, and which open proposals would change band by other weights."""

from dataclasses import dataclass
from itertools import islice

from ideas.enums import UNTRIAGED, IdeaKind, State
from ideas.models import Idea, Rubric
from ideas.scoring import CRITERIA, RubricValues, effective_weights
from ideas.what_if import Assessed, Crossing, crossings

OPEN = UNTRIAGED | {State.NEEDS_INFO, State.SHORTLISTED, State.PARKED, State.DEFERRED, State.WORKSHOP}
MOST_LOOKED_AT = 1000
SHOWN, VERSIONS = 50, 20


@dataclass(frozen=True)
class Crossings:
    """Open proposals whose band would change: the first `rows`, how many in all, of how many that were looked at."""

    rows: list[tuple[Idea, Crossing]]
    total: int
    looked_at: int
    entering: int
    leaving: int


def crossing_with(after: RubricValues) -> Crossings:
    """The latest thousand open proposals with levels, those that would enter or leave the agenda first.

    Each is compared with the band it stands in, as in the portfolio. What waits for a second opinion is left out: its
    band is told to nobody.
    """
    rows = Idea.objects.filter(kind=IdeaKind.PROPOSAL, state__in=OPEN, sealed=False, priority__isnull=False)
    ideas = list(rows.select_related("site").order_by("-pk")[:MOST_LOOKED_AT])
    by_key = {idea.pk: idea for idea in ideas}
    found = [(by_key[crossed.key], crossed) for crossed in crossings(map(_assessed, ideas), after)]
    found.sort(key=lambda row: not (row[1].enters_agenda or row[1].leaves_agenda))
    return Crossings(
        rows=list(islice(found, SHOWN)),
        total=len(found),
        looked_at=len(ideas),
        entering=sum(crossed.enters_agenda for _idea, crossed in found),
        leaving=sum(crossed.leaves_agenda for _idea, crossed in found),
    )


def _assessed(idea):
    return Assessed(idea.pk, tuple(getattr(idea, f"level_{criterion}") for criterion in CRITERIA), idea.priority)


def percents(values: RubricValues) -> dict[str, int]:
    """The share of each criterion in the priority, in whole hundredths that add up to 100."""
    shares = {name: share * 100 for name, share in effective_weights(values).items()}
    whole = {name: int(share) for name, share in shares.items()}
    for name in sorted(shares, key=lambda name: whole[name] - shares[name])[: 100 - sum(whole.values())]:
        whole[name] += 1
    return whole


def versions() -> list[Rubric]:
    """The latest versions of the grid, that in force first."""
    return list(Rubric.objects.select_related("made_by").order_by("-version")[:VERSIONS])
