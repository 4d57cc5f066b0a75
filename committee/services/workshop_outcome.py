"""What comes out of a workshop: the variants kept become proposals that the committee votes on."""

from django.db import transaction
from django.utils.translation import gettext as _

from committee.models import Variant, Workshop
from committee.services.common import house_text, permit
from committee.services.workshops import end, lock_workshop, note
from committee.workshop_steps import WorkshopStep
from ideas.enums import State
from ideas.services.lifecycle import lock_in_order
from ideas.services.workshop_proposals import WorkedOut, carry_on, create_proposal
from ideas.validators import clean_text
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused

MESSAGE_LIMIT = 2000


@transaction.atomic
def propose_to_committee(
    workshop: Workshop, *, by, variants, message: str, policy: int, impact: int, novelty: int | None = None
) -> list[Variant]:
    """Make a proposal of each of `variants` (their keys), kept for the committee, and close the workshop.

    The officer gives the levels of what they all answer; the effort of each is the guess of the workshop. The authors
    of the contributions are credited and told, with `message`. Returns the variants, each with its `idea`.
    Raises NotAllowed (also to an author of one of them), TransitionRefused, InvalidInput with its field.
    """
    permit(by, "propose_variants")
    message = clean_text(message, "message", limit=MESSAGE_LIMIT)
    if not message:
        raise InvalidInput(_("Write a few words: the author reads them."), field="message")
    locked = lock_workshop(workshop)
    if locked.step != WorkshopStep.COMMITTEE:
        raise TransitionRefused(_("The facilitator hands the variants over first: the workshop still goes on."))
    chosen = list(locked.variants.filter(pk__in=set(variants)))
    if not chosen:
        raise InvalidInput(_("Choose one variant at least."), field="variants")
    sources = _sources(locked, by)
    levels = {"policy": policy, "novelty": novelty, "impact": impact}
    credit = house_text(_("The participants of a workshop"))
    for variant in chosen:
        worked_out = WorkedOut(variant.title, variant.text, levels | {"effort": variant.effort}, credit)
        variant.idea = create_proposal(worked_out, sources, by=by, message=message)
        variant.save(update_fields=["idea"])
    for source in sources:
        carry_on(source, [variant.idea for variant in chosen], by=by, message=message)
    locked.proposed_at = clock.now()
    end(locked)
    note(locked, "propose", by, proposals=[variant.idea.reference for variant in chosen])
    return chosen


def _sources(workshop, by):
    """Those that still are in a workshop, locked: what was withdrawn or brought back meanwhile is left as it is."""
    ideas = list(workshop.sources.filter(state=State.WORKSHOP).order_by("pk"))
    lock_in_order(*ideas)
    ideas = list(workshop.sources.filter(state=State.WORKSHOP).select_related("site").order_by("pk"))
    if not ideas:
        raise TransitionRefused(_("None of the contributions is in a workshop any more: close it with a reason."))
    if any(row.person_id == by.pk for idea in ideas for row in idea.authorships.all()):
        raise NotAllowed(_("You wrote one of the contributions: another officer proposes the variants."))
    return ideas
