"""The calibration of one person: the cycle, the references drawn for them, what they gave, how far they are."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from ideas.calibration import IN_A_CYCLE, Candidate, Deviation, cycle_start, deviations, drawn
from ideas.models import Authorship, CalibrationCycle, CalibrationScore, ReferenceIdea
from ideas.reference_ideas import in_sight
from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.counting import capped_counts

MOST_LOOKED_AT = 300  # scores of one person: fifty cycles and more


@dataclass(frozen=True)
class Calibration:
    """What `person` re-scores in the cycle that began on `cycle`; `given` are the scores of it, by reference.

    `available`: how many references there are for them. `deviations` are over all cycles that they have ended.
    """

    cycle: date
    drawn: list[ReferenceIdea]
    given: dict[int, CalibrationScore]
    available: int
    deviations: dict[str, Deviation]

    @property
    def needed(self) -> int:
        return IN_A_CYCLE

    @property
    def is_enough(self) -> bool:
        return len(self.drawn) >= IN_A_CYCLE

    @property
    def is_complete(self) -> bool:
        """Everything is given: from now on the consensus shows, and nothing changes any more."""
        return len(self.given) >= IN_A_CYCLE

    @property
    def next(self) -> ReferenceIdea | None:
        left = [one for one in self.drawn if one.pk not in self.given]
        return left[0] if left and self.is_enough else None


def current_cycle() -> date:
    """The first day of the cycle of today."""
    closed = CalibrationCycle.objects.order_by("-started_on").values_list("started_on", flat=True).first()
    return cycle_start(clock.today(), closed)


def calibration_of(person: User) -> Calibration:
    """The calibration of `person` in the cycle of today: three statements."""
    cycle = current_cycle()
    scores = list(
        CalibrationScore.objects.filter(person=person, reference__in=in_sight())
        .select_related("reference")
        .order_by("-cycle_on", "saved_at", "pk")[:MOST_LOOKED_AT]
    )
    given = {score.reference_id: score for score in scores if score.cycle_on == cycle}
    last = {}
    for score in reversed(scores):
        if score.cycle_on < cycle:
            last[score.reference_id] = score.cycle_on
    known = {row.pk: row for row in _not_by(person).select_related("idea")}
    in_use = [row for row in known.values() if row.retired_at is None]
    keys = drawn(person.pk, cycle, [Candidate(row.pk, last.get(row.pk)) for row in in_use], given)
    ended = [score for score in scores if score.cycle_on < cycle or len(given) >= IN_A_CYCLE]
    return Calibration(
        cycle=cycle,
        drawn=[known[key] for key in keys if key in known],
        given=given,
        available=len(in_use),
        deviations=deviations((score.scores, score.reference.scores) for score in ended),
    )


def _not_by(person):
    """References in use and retired whose contributions `person` did not write."""
    wrote = Authorship.objects.filter(idea=OuterRef("idea"), person=person)
    return in_sight().exclude(Exists(wrote))


def may_be_drawn(person: User, reference: str) -> bool:
    """Whether this contribution is a reference that `person` re-scores in one cycle or another."""
    return _not_by(person).filter(idea__reference=reference).exists()


def calibration_is_due(person: User) -> bool:
    """Whether there is something to re-score in this cycle that `person` has not: two statements."""
    numbers = capped_counts(
        most=IN_A_CYCLE,
        references=_not_by(person).filter(retired_at=None),
        given=CalibrationScore.objects.filter(person=person, cycle_on=current_cycle()),
    )
    return numbers["references"] >= IN_A_CYCLE > numbers["given"]
