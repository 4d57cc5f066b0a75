"""Indicators and the tree of the reasons of complaints: written, closed, opened again."""

from dataclasses import dataclass, fields
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from ideas.validators import clean_text
from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.exceptions import Conflict, InvalidInput, NotAllowed, TransitionRefused
from parkour.indicators.models import Attention, Better, Indicator, Measurement, Period, Reason, Unit
from parkour.indicators.notifications import tell_owner
from parkour.indicators.rates import LARGEST, STEP

NAME_LIMIT, REASON_LIMIT = 120, 80
DEEPEST = 4  # levels of reasons: a deeper tree is filled in at random


@dataclass(frozen=True)
class IndicatorFacts:
    """What its keeper says of an indicator; choices by their codes."""

    name: str
    counted: str
    among: str
    unit: str
    better: str
    period: str
    attention: str
    target: Decimal | None = None
    owner: User | None = None


@transaction.atomic
def write_indicator(
    facts: IndicatorFacts, *, by: User, indicator: Indicator | None = None, version: int = 0
) -> Indicator:
    """A new indicator, or one corrected. Once something is measured its unit and period stay: the series would not.

    Raises InvalidInput, NotAllowed, Conflict (changed meanwhile), TransitionRefused (closed).
    """
    permit(by)
    plain = _checked(facts)
    if indicator is None:
        _refuse_twin(plain["name"])
        made = Indicator.objects.create(**plain)
        return _entrusted(made, None, by)
    kept = take(indicator)
    if kept.version != version:
        sentence = _(
            "Somebody changed this indicator meanwhile. What you typed is still here: compare, then save again."
        )
        raise Conflict(sentence, current=kept)
    refuse_closed(kept)
    _refuse_twin(plain["name"], but=kept)
    if (kept.unit, kept.period) != (plain["unit"], plain["period"]) and is_measured(kept):
        sentence = _("It is measured already: its period and how it is told stay, so that the series stays one.")
        raise InvalidInput(sentence, field="unit" if kept.unit != plain["unit"] else "period")
    before = kept.owner_id
    for name, value in plain.items():
        setattr(kept, name, value)
    kept.version += 1
    kept.save(update_fields=[*plain, "version"])
    return _entrusted(kept, before, by)


@transaction.atomic
def close_indicator(indicator: Indicator, *, by: User) -> Indicator:
    """Nothing is entered any more; what was measured stays readable. Twice is once. Raises NotAllowed."""
    permit(by)
    kept = take(indicator)
    if kept.closed_at is None:
        kept.closed_at = clock.now()
        kept.save(update_fields=["closed_at"])
    return kept


@transaction.atomic
def reopen_indicator(indicator: Indicator, *, by: User) -> Indicator:
    """Go on with a closed indicator. Twice is once. Raises NotAllowed."""
    permit(by)
    kept = take(indicator)
    if kept.closed_at is not None:
        kept.closed_at = None
        kept.save(update_fields=["closed_at"])
    return kept


@transaction.atomic
def write_reason(*, name: str, parent: Reason | None, by: User, reason: Reason | None = None) -> Reason:
    """A new reason of complaints, or one renamed or moved. Raises InvalidInput, NotAllowed."""
    permit(by)
    rows = {row.pk: row for row in Reason.objects.select_for_update().order_by("pk")}
    name = " ".join(clean_text(name, "name", limit=REASON_LIMIT).split())
    if not name:
        raise InvalidInput(_("Give it a name."), field="name")
    branch = _branch(parent and rows.get(parent.pk), rows)
    if reason is not None and reason.pk in {row.pk for row in branch}:
        raise InvalidInput(_("A reason is no part of itself."), field="parent")
    if len(branch) + _depth(reason, rows) > DEEPEST:
        sentence = _("A tree of reasons has %(most)s levels at most.") % {"most": DEEPEST}
        raise InvalidInput(sentence, field="parent")
    parent_key, own_key = parent and parent.pk, reason and reason.pk
    if any(
        row.parent_id == parent_key and row.pk != own_key and row.name.casefold() == name.casefold()
        for row in rows.values()
    ):
        raise InvalidInput(_("This reason is already there."), field="name")
    if reason is None:
        return Reason.objects.create(name=name, parent=parent)
    kept = rows[reason.pk]
    kept.name, kept.parent = name, parent
    kept.save(update_fields=["name", "parent"])
    return kept


@transaction.atomic
def close_reason(reason: Reason, *, by: User, closed: bool = True) -> Reason:
    """Offer a reason no more, or (`closed` False) again; its measurements stay. Raises NotAllowed."""
    permit(by)
    kept = Reason.objects.select_for_update().get(pk=reason.pk)
    if bool(kept.closed_at) != closed:
        kept.closed_at = clock.now() if closed else None
        kept.save(update_fields=["closed_at"])
    return kept


def permit(by: User) -> None:
    """Raise NotAllowed unless this person keeps the indicators."""
    if not by.has_perm("indicators.manage_indicators"):
        raise NotAllowed(_("Indicators are kept by the improvement officer."))


def take(indicator: Indicator) -> Indicator:
    """The indicator, locked until the end of the transaction: all that changes a series queues here."""
    return Indicator.objects.select_for_update().get(pk=indicator.pk)


def refuse_closed(indicator: Indicator) -> None:
    """Raise TransitionRefused when nothing is entered any more."""
    if indicator.closed_at is not None:
        raise TransitionRefused(_("This indicator is closed: open it again first."))


def is_measured(indicator: Indicator) -> bool:
    return Measurement.objects.filter(indicator=indicator).exists()


def _entrusted(indicator, before, by) -> Indicator:
    """Tell whoever is newly named to fill it in, unless they did it themselves."""
    if indicator.owner_id not in {None, before, by.pk}:
        tell_owner(indicator)
    return indicator


def _branch(reason, rows) -> list[Reason]:
    """A reason with those above it."""
    found = []
    while reason is not None:
        found.append(reason)
        reason = rows.get(reason.parent_id)
    return found


def _depth(reason, rows) -> int:
    """Levels of a reason with those below it; one for a new reason."""
    below = [row for row in rows.values() if reason is not None and row.parent_id == reason.pk]
    return 1 + max((_depth(row, rows) for row in below), default=0)


def _refuse_twin(name, but=None):
    twins = Indicator.objects.filter(name__iexact=name).exclude(pk=but and but.pk)
    if twins.exists():
        raise InvalidInput(_("An indicator of this name is already there."), field="name")


def _checked(facts) -> dict:
    plain = {field.name: getattr(facts, field.name) for field in fields(facts)}
    for field in ("name", "counted", "among"):
        plain[field] = " ".join(clean_text(plain[field], field, limit=NAME_LIMIT).split())
        if not plain[field]:
            raise InvalidInput(_("Fill this in."), field=field)
    for field, kind in (("unit", Unit), ("better", Better), ("period", Period), ("attention", Attention)):
        if plain[field] not in kind.values:
            raise InvalidInput(_("Choose one of the answers shown."), field=field)
    target = plain["target"]
    if target is not None and (not target.is_finite() or abs(target) >= LARGEST or target != target.quantize(STEP)):
        raise InvalidInput(
            _("This target is no possible number: three figures behind the comma at most."), field="target"
        )
    return plain
