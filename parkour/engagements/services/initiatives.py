"""Gestures: noted afterwards in a moment, taken back by whoever made them. Nobody approves them."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed
from parkour.engagements.models import Initiative
from parkour.engagements.models.initiatives import GESTURE_LIMIT
from parkour.engagements.services.irritants import one_line
from parkour.indicators.models import Attention

DEAREST = Decimal(10_000)  # more was typed wrong, or is no gesture
LONGEST_AGO = timedelta(days=60)
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Gesture:
    """What was done for somebody, on a day, and what it cost (euros; nothing, mostly)."""

    words: str
    attention: str
    on: date
    amount: Decimal = Decimal(0)


@transaction.atomic
def note_initiative(gesture: Gesture, *, key: UUID, by: User) -> tuple[Initiative, bool]:
    """The gesture, and whether it is new: the same key twice is once, whoever sends it.

    Raises NotAllowed, InvalidInput (field: words, attention, on or amount).
    """
    if not by.has_perm("engagements.note_initiative"):
        raise NotAllowed(_("Gestures are noted by the people of the organisation."))
    plain = _checked(gesture)
    known = Initiative.objects.filter(key=key).first()
    if known is not None:
        if known.by_id != by.pk:
            raise InvalidInput(_("Load the page again, then send."))
        return known, False
    facts = {"by": by, "team_id": by.team_id, "noted_at": clock.now()}
    return Initiative.objects.get_or_create(key=key, defaults=plain | facts)


@transaction.atomic
def take_back_initiative(initiative: Initiative, *, by: User) -> Initiative:
    """It was a mistake: counted nowhere any more. Twice is once. Raises NotAllowed for somebody else's."""
    if not by.has_perm("engagements.take_back_initiative", initiative):
        raise NotAllowed(_("Only whoever noted a gesture takes it back."))
    Initiative.objects.filter(pk=initiative.pk, taken_back_at=None).update(taken_back_at=clock.now())
    initiative.refresh_from_db()
    return initiative


def _checked(gesture) -> dict:
    words = one_line(gesture.words, "words", GESTURE_LIMIT, _("Say in a few words what you did."))
    if gesture.attention not in Attention.values:
        raise InvalidInput(_("Choose one of the answers shown."), field="attention")
    if not clock.today() - LONGEST_AGO <= gesture.on <= clock.today():
        raise InvalidInput(_("Choose a day of the last two months."), field="on")
    amount = gesture.amount
    unsound = InvalidInput(_("An amount in euros and cents, zero or more."), field="amount")
    if not amount.is_finite() or amount < 0:
        raise unsound
    if amount > DEAREST:  # before it is rounded: there are numbers too long for that
        raise InvalidInput(_("That is no gesture any more: check the amount."), field="amount")
    if amount != amount.quantize(CENT):
        raise unsound
    return {"words": words, "attention": gesture.attention, "on": gesture.on, "amount": amount}
