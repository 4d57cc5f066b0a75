"""What two raters gave blindly in the last twelve months, and what it says of their agreement."""

from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from ideas.agreement import PAIRS_ENOUGH, Agreement, Severity, agreement_on, severity_of
from ideas.enums import OpinionReason
from ideas.models import Assessment, IdeaEvent, OpinionRequest
from ideas.scoring import CRITERIA
from ideas.workflow import LOOKED_BACK_EVENT
from parkour.accounts.models import User
from parkour.accounts.rules import is_officer
from parkour.core import clock

LOOKED_BACK = timedelta(days=365)
MOST_PAIRS = 400
# What nobody had asked for may have been given with the first scores in sight.
NOT_BLIND = (OpinionReason.UNASKED,)


@dataclass(frozen=True)
class Ratings:
    """Agreement on each criterion, and how each rater stands to the others; `pairs` contributions were rated twice."""

    pairs: int
    criteria: dict[str, Agreement]
    severity: list[tuple[User, Severity]]

    @property
    def is_enough(self) -> bool:
        return self.pairs >= PAIRS_ENOUGH

    @property
    def enough(self) -> int:
        return PAIRS_ENOUGH


def ratings_for(person: User) -> Ratings:
    """The agreement of all raters, and severity: by name for officers, one's own for other raters. Two statements."""
    pairs = pairs_since(clock.now() - LOOKED_BACK)
    units = {name: [[getattr(row, name) for row in two] for two in pairs] for name in CRITERIA}
    seen = severity_of(
        (f"{row.idea_id} {row.round} {name}", row.rater, _better_upwards(name, getattr(row, name)))
        for two in pairs
        for row in two
        for name in CRITERIA
    )
    told = [(rater, found) for rater, found in seen.items() if is_officer(person) or rater.pk == person.pk]
    return Ratings(
        pairs=len(pairs),
        criteria={name: agreement_on(units[name]) for name in CRITERIA},
        severity=sorted(told, key=lambda one: (one[0].last_name, one[0].first_name, one[0].pk)),
    )


def _better_upwards(name, level):
    """Much effort speaks against an idea: turned round, a high level is generous on every criterion."""
    return 6 - level if level is not None and name == "effort" else level


def pairs_since(moment) -> list[list[Assessment]]:
    """The two blind assessments of each second opinion given since `moment`, the latest 400.

    Without those of which either read the past before giving levels: the past would agree with itself.
    """
    given = OpinionRequest.objects.filter(second__isnull=False, ended_at__gte=moment).exclude(because__in=NOT_BLIND)
    given = given.exclude(Exists(looked_back_by(OuterRef("first"), OuterRef("second"), until=OuterRef("ended_at"))))
    asked = list(given.order_by("-ended_at", "-pk")[:MOST_PAIRS])
    rows = Assessment.objects.filter(idea__in={one.idea_id for one in asked}).select_related("rater")
    found = {(row.idea_id, row.round, row.rater_id): row for row in rows}
    pairs = ([found.get((one.idea_id, one.round, who)) for who in (one.first_id, one.second_id)] for one in asked)
    return [two for two in pairs if all(two)]


def looked_back_by(*people, until) -> QuerySet[IdeaEvent]:
    """For a subquery on second opinions: that one of `people` read the past of the idea by the moment `until`."""
    by_one = reduce(or_, (Q(actor=person) for person in people))
    return IdeaEvent.objects.filter(by_one, idea=OuterRef("idea"), name=LOOKED_BACK_EVENT, at__lte=until)
