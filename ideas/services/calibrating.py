"""Re-scoring reference ideas, and the beginning of a cycle."""

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.calibrating import calibration_of
from ideas.models import CalibrationCycle, CalibrationScore, ReferenceIdea
from ideas.scoring import CRITERIA
from ideas.services.triage import given_scores
from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.exceptions import NotAllowed, TransitionRefused


def begin_cycle() -> None:
    """A session was closed: those who rate re-score three references anew. Twice a day is once."""
    CalibrationCycle.objects.get_or_create(started_on=clock.today())


@transaction.atomic
def calibrate(reference: ReferenceIdea, *, by, policy=None, novelty=None, impact=None, effort=None) -> CalibrationScore:
    """The levels that `by` gives one of the references drawn for them; again until the last one is given.

    Nothing of it counts for the contribution, nor for the agreement of raters. Raises NotAllowed, InvalidInput with the
    field, TransitionRefused for one that was not drawn, or once the consensus was read.
    """
    if not by.has_perm("ideas.calibrate"):
        raise NotAllowed(_("Calibration is for those who rate."))
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)  # one's own, one after the other
    current = calibration_of(by)
    if current.is_complete:
        raise TransitionRefused(_("You have read the consensus: what you gave stays as it is until the next cycle."))
    if not current.is_enough or reference.pk not in {one.pk for one in current.drawn}:
        raise TransitionRefused(_("This reference is not one of those that you re-score in this cycle."))
    scores = given_scores(reference.idea, policy=policy, novelty=novelty, impact=impact, effort=effort)
    levels = {name: getattr(scores, name) for name in CRITERIA}
    score, _new = CalibrationScore.objects.update_or_create(
        person=by,
        reference=reference,
        cycle_on=current.cycle,
        defaults=levels | {"saved_at": clock.now()},
    )
    return score
