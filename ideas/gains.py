"""What an action has brought, said in words. Pure: a kind, an amount and its period in, a phrase out.

Amounts of different kinds are never added up, nor turned into money: an hour given back is an hour.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ideas.enums import GainKind, GainPer

COUNTED = frozenset({GainKind.TIME, GainKind.MONEY})  # the others are said in words alone


def say_amount(kind: str, amount: Decimal | None, per: str) -> str:
    """« 2 h a week », « €1,200 once »; "" where there is no amount."""
    if amount is None:
        return ""
    whole = amount == amount.to_integral_value()
    number = number_format(amount, decimal_pos=0 if whole else 2, use_l10n=True, force_grouping=True)
    facts = {"number": number}
    said = _("%(number)s h") % facts if kind == GainKind.TIME else _("€%(number)s") % facts
    return f"{said} {GainPer(per).label}"


def say_proof(is_measured: bool) -> str:
    """The label that goes with every gain."""
    return pgettext("gain", "Measured") if is_measured else pgettext("gain", "Estimated")


def say_gain(kind: str, said: str, words: str) -> str:
    """One gain in a sentence: « Time given back, 2 h a week: for home helps. »."""
    what = f"{GainKind(kind).label}, {said}" if said else str(GainKind(kind).label)
    return _("%(what)s: %(words)s.") % {"what": what, "words": words.strip().rstrip(".")}


def effect_with(effect: str, sentences: Iterable[str], limit: int) -> str:
    """What is told of an effect: its own words, then as many whole sentences on gains as `limit` signs hold."""
    told = effect.strip()[:limit]
    for sentence in sentences:
        longer = f"{told} {sentence}".strip()
        if len(longer) > limit:
            break
        told = longer
    return told


@dataclass(frozen=True)
class OfKind:
    """The gains of one kind, in the order they came in."""

    kind: str
    rows: tuple

    @property
    def label(self) -> str:
        return str(GainKind(self.kind).label)

    @property
    def measured(self) -> int:
        """How many of them are no estimates."""
        return sum(row.is_measured for row in self.rows)


def by_kind(rows: Sequence) -> list[OfKind]:
    """Rows with a `kind` and `is_measured`, kind by kind; a kind without any is left out. Nothing is added up."""
    kinds = {kind: tuple(row for row in rows if row.kind == kind) for kind in GainKind.values}
    return [OfKind(kind, found) for kind, found in kinds.items() if found]
