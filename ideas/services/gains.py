"""Gains of an action: written as estimates, measured by the officer, removed by those who may write them."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.enums import GainKind, GainPer, State
from ideas.gains import COUNTED
from ideas.models import Action, Gain, IdeaEvent
from ideas.privacy import Veil
from ideas.services.lifecycle import lock
from ideas.validators import clean_text
from ideas.workflow import GAIN_ADDED_EVENT, GAIN_MEASURED_EVENT, GAIN_REMOVED_EVENT
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused

WORDS_LIMIT = 300
MOST_GAINS = 20
LARGEST = Decimal("999999999")
WITH_GAINS = frozenset(
    {State.APPROVED, State.IN_PROGRESS, State.ON_HOLD, State.IMPLEMENTED, State.VERIFIED, State.CLOSED}
)


@transaction.atomic
def add_gain(action: Action, *, by, kind: str, words: str, amount: Decimal | None = None, per: str = "") -> Gain:
    """Write what the action brings. It is an estimate until `measure_gain`.

    `amount` (hours, or euros) is for time and money alone, with its period `per`. Raises NotAllowed, InvalidInput with
    the field, TransitionRefused when the action is given up or has as many gains as one reads.
    """
    idea = lock(action.idea)
    if not by.has_perm("ideas.update_action", idea):
        raise NotAllowed(_("Only the owner or the officer writes what this action brings."))
    _refuse_given_up(idea)
    if action.gains.count() >= MOST_GAINS:
        raise TransitionRefused(_("There are %(most)s gains already: remove one first.") % {"most": MOST_GAINS})
    if kind not in GainKind.values:
        raise InvalidInput(_("Choose what it brings."), field="kind")
    words = _needed(words, "words", _("Say in a few words what it brings, and to whom."))
    amount, per = _amount(kind, amount, per)
    gain = Gain.objects.create(action=action, kind=kind, words=words, amount=amount, per=per, by=by, at=clock.now())
    _write(idea, GAIN_ADDED_EVENT, by, gain)
    return gain


@transaction.atomic
def measure_gain(gain: Gain, *, by, how: str, amount: Decimal | None = None, per: str = "") -> Gain:
    """Say how a gain was measured; it is no estimate any more. What was measured (`amount`, `per`) replaces the
    estimate. Measuring again replaces the words. Raises NotAllowed, InvalidInput with the field, TransitionRefused
    when the action is given up.
    """
    gain = _locked(gain)
    if not by.has_perm("ideas.verify_action", gain.action.idea):
        raise NotAllowed(_("The officer says what was measured."))
    _refuse_given_up(gain.action.idea)
    gain.measured_how = _needed(how, "how", _("Say how it was measured."))
    gain.amount, gain.per = _amount(gain.kind, amount, per)
    gain.measured_by, gain.measured_at = by, clock.now()
    gain.save(update_fields=["measured_how", "amount", "per", "measured_by", "measured_at"])
    _write(gain.action.idea, GAIN_MEASURED_EVENT, by, gain)
    return gain


@transaction.atomic
def remove_gain(gain: Gain, *, by) -> None:
    """Remove a gain that was written by mistake; what was measured, the officer alone.

    The timeline keeps it in words. Raises NotAllowed, TransitionRefused when the action is given up.
    """
    gain = _locked(gain)
    permission = "ideas.verify_action" if gain.measured_at else "ideas.update_action"
    if not by.has_perm(permission, gain.action.idea):
        raise NotAllowed(_("You may not remove this gain."))
    _refuse_given_up(gain.action.idea)
    _write(gain.action.idea, GAIN_REMOVED_EVENT, by, gain)
    gain.delete()


def _refuse_given_up(idea):
    if idea.state not in WITH_GAINS:
        raise TransitionRefused(_("This action is given up: it brings nothing."))


def _write(idea, name, by, gain):
    """For those inside; whoever reads it reads it without the hidden names."""
    words = "\n".join(filter(None, [gain.sentence(Veil()), gain.measured_how]))
    IdeaEvent.objects.create(idea=idea, name=name, actor=by, note=words, at=clock.now(), is_internal=True)


def _locked(gain):
    idea = lock(gain.action.idea)  # the idea before what hangs on it, as everywhere
    locked = Gain.objects.select_for_update(of=("self",)).select_related("action").filter(pk=gain.pk).first()
    if locked is None:
        raise TransitionRefused(_("This gain was removed meanwhile."))
    locked.action.idea = idea
    return locked


def _needed(text, field, sentence):
    text = clean_text(text, field, limit=WORDS_LIMIT)
    if not text:
        raise InvalidInput(sentence, field=field)
    return text


def _amount(kind, amount, per):
    if amount is None:
        return None, ""
    if kind not in COUNTED:
        raise InvalidInput(_("An amount goes with time or money alone: say the rest in words."), field="amount")
    if not amount.is_finite() or not 0 < amount <= LARGEST:
        raise InvalidInput(_("Give an amount above 0, in hours or in euros."), field="amount")
    if per not in GainPer.values:
        raise InvalidInput(_("Say whether the amount is once, a week, a month or a year."), field="per")
    return amount.quantize(Decimal("0.01")), per
