"""Proofs: given with their date, taken back with a reason. Nothing else makes a promise kept."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.validators import clean_text
from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, TransitionRefused
from parkour.engagements.models import Engagement, Proof
from parkour.engagements.models.engagements import PLACE_LIMIT, PROOF_LIMIT, WHY_LIMIT
from parkour.engagements.services.irritants import one_line
from parkour.engagements.services.promises import permit_carrying, take
from parkour.indicators.periods import EARLIEST
from parkour.indicators.reading import latest_of


@transaction.atomic
def give_proof(
    engagement: Engagement, *, on: date, words: str, by: User, place: str = "", keeps: bool = False
) -> Proof:
    """Write down what proves it, as of a day; with `keeps`, the promise is kept from now on.

    The last point of its series is kept beside the proof: it stays what it was, whatever is measured later.
    Raises NotAllowed, InvalidInput, TransitionRefused (not promised yet, withdrawn, or kept already).
    """
    kept = take(engagement)
    permit_carrying(by, kept)
    if kept.published_at is None:
        raise TransitionRefused(_("Nothing is promised yet: put it on the charter first."))
    if kept.withdrawn_at is not None:
        raise TransitionRefused(_("It was withdrawn: put it on the charter again first."))
    if keeps and kept.kept_by_id is not None:
        raise TransitionRefused(_("It is kept already: add this proof without saying so again."))
    words = clean_text(words, "words", limit=PROOF_LIMIT)
    if not words:
        raise InvalidInput(_("Say what proves it: what one sees, counts or reads."), field="words")
    if on is None or not EARLIEST <= on <= clock.today():
        raise InvalidInput(_("A proof is of a day that has come."), field="on")
    place = " ".join(clean_text(place, "place", limit=PLACE_LIMIT).split())
    facts = {"on": on, "words": words, "place": place, "given_by": by, "given_at": clock.now()}
    proof = Proof.objects.create(engagement=kept, **facts, **_figure(kept, on))
    if keeps:
        kept.kept_at, kept.kept_by = clock.now(), proof
        kept.version += 1
        kept.save(update_fields=["kept_at", "kept_by", "version"])
    return proof


@transaction.atomic
def take_back_proof(proof: Proof, *, why: str, by: User) -> Proof:
    """It proves nothing any more, and why; a promise that it kept goes on, or is late.

    It stays readable with the reason. Raises NotAllowed, InvalidInput, TransitionRefused (taken back already).
    """
    kept = take(proof.engagement)
    permit_carrying(by, kept)
    proof = Proof.objects.select_for_update().get(pk=proof.pk)
    if proof.taken_back_at is not None:
        raise TransitionRefused(_("This proof was taken back already."))
    proof.taken_back_why = one_line(why, "why", WHY_LIMIT, _("Say why it is taken back."))
    proof.taken_back_at = clock.now()
    proof.save(update_fields=["taken_back_why", "taken_back_at"])
    if kept.kept_by_id == proof.pk:
        kept.kept_at = kept.kept_by = None
        kept.version += 1
        kept.save(update_fields=["kept_at", "kept_by", "version"])
    return proof


def _figure(engagement, on) -> dict:
    """The last point of its series whose period began by that day; nothing without a series or a point."""
    if engagement.indicator is None:
        return {}
    points = [point for point in latest_of([engagement.indicator])[0].points if point.starts_on <= on]
    if not points:
        return {}
    last = points[-1]
    return {
        "indicator": engagement.indicator,
        "starts_on": last.starts_on,
        "numerator": last.numerator,
        "denominator": last.denominator,
    }
