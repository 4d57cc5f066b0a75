"""What may be said of a series (pure): its icons with a plain sentence, and what a change may claim."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ideas.enums import ClaimLevel
from parkour.indicators.control_charts import BASELINE, RUN, Limits, Phase, Rule, limits_of, signals_in
from parkour.indicators.proportions import Interval

SIGNALS = frozenset({ClaimLevel.DEMONSTRATED, ClaimLevel.PROBABLE, ClaimLevel.ADVERSE})
APART = 4  # points between a change and any other one, without which nobody knows which of the two it was


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"

    @property
    def good_side(self) -> int:
        return 1 if self == Direction.UP else -1


class Variation(TextChoices):
    IMPROVING = "improving", pgettext_lazy("a series", "Improving")
    CONCERNING = "concerning", pgettext_lazy("a series", "Concerning")
    COMMON = "common", pgettext_lazy("a series", "Ordinary variation")


class Assurance(TextChoices):
    ALWAYS = "always", gettext_lazy("Target always reached")
    SOMETIMES = "sometimes", gettext_lazy("Target reached now and then")
    NEVER = "never", gettext_lazy("Target never reached")


@dataclass(frozen=True)
class Claim:
    """`level` with the numbers behind it: points before and after, and both means (None without points).

    `shared`: there is a signal, but another change is too near to say which of the two it was; nothing is then claimed.
    """

    level: ClaimLevel
    before: int
    after: int
    mean_before: float | None
    mean_after: float | None
    shared: bool = False

    @property
    def label(self) -> str:
        return _("Shared cause") if self.shared else str(self.level.label)


def variation_of(phase: Phase, direction: Direction) -> Variation:
    """What the last point of a phase is part of. Signals on both sides worry: nothing is praised too early."""
    sides = {signal.side for signal in phase.signals if signal.last == phase.stop - 1}
    if -direction.good_side in sides:
        return Variation.CONCERNING
    return Variation.IMPROVING if sides else Variation.COMMON


def assurance_of(limits: Limits | None, target: float | None, direction: Direction) -> Assurance | None:
    """Whether ordinary variation stays on one side of the target; None without target or without a whole baseline."""
    if limits is None or target is None or limits.provisional:
        return None
    worst, best = (limits.lower, limits.upper) if direction == Direction.UP else (limits.upper, limits.lower)
    if direction.good_side * (worst - target) >= -limits.slack:
        return Assurance.ALWAYS
    return Assurance.NEVER if direction.good_side * (target - best) > limits.slack else Assurance.SOMETIMES


def sentence_of(variation: Variation | None, assurance: Assurance | None, *, provisional: bool) -> str:
    """The icons in words, for those who do not see them and those who do not know them; None: nothing can be told."""
    parts = [_VARIATIONS[variation]() if variation else _("Too few points to see a change.")]
    if assurance is not None:
        parts.append(_ASSURANCES[assurance]())
    if provisional:
        parts.append(_("The limits are provisional: they stand after %(points)s points.") % {"points": BASELINE})
    return " ".join(parts)


_VARIATIONS = {
    Variation.IMPROVING: lambda: _("The last values are better than chance alone explains."),
    Variation.CONCERNING: lambda: _("The last values are worse than chance alone explains."),
    Variation.COMMON: lambda: _("The last values vary as they always did: nothing has changed."),
}
_ASSURANCES = {
    Assurance.ALWAYS: lambda: _("As things are, the target is always reached."),
    Assurance.SOMETIMES: lambda: _("As things are, the target is reached or missed by chance."),
    Assurance.NEVER: lambda: _("As things are, the target is out of reach."),
}


def claim_of(
    before: Sequence[float], after: Sequence[float], direction: Direction, *, others: Sequence[int] = ()
) -> Claim:
    """What a change may claim: `before` and `after` are the points on both sides of its date, in order.

    `others` are the other recorded changes of the series, in points from this one (negative: before it).
    Demonstrated: seven points in a row on the good side, or one beyond the good limit and means more than a σ apart.
    Probable: any rule on the good side. The same on the bad side is a deterioration; when both are as strong, it wins.
    """
    means = fmean(before) if before else None, fmean(after) if after else None
    level = _level(before, after, direction)
    shared = level in SIGNALS and any(abs(distance) <= APART for distance in others)
    return Claim(ClaimLevel.INSUFFICIENT if shared else level, len(before), len(after), *means, shared=shared)


def claim_of_waves(rise: Interval, direction: Direction) -> ClaimLevel:
    """What two independent waves may claim: never more than probable, nothing when the interval holds 0."""
    if not rise.excludes_zero:
        return ClaimLevel.NO_SIGNAL
    return ClaimLevel.PROBABLE if direction.good_side * rise.value > 0 else ClaimLevel.ADVERSE


def _level(before, after, direction) -> ClaimLevel:
    if len(before) < BASELINE or len(after) < RUN:
        return ClaimLevel.INSUFFICIENT
    limits = limits_of(before)
    signals = signals_in(after, limits)
    if not signals:
        return ClaimLevel.NO_SIGNAL
    good, rise = direction.good_side, fmean(after) - fmean(before)
    if _is_strong(signals, -good, rise, limits):
        return ClaimLevel.ADVERSE
    if _is_strong(signals, good, rise, limits):
        return ClaimLevel.DEMONSTRATED
    return ClaimLevel.ADVERSE if any(one.side == -good for one in signals) else ClaimLevel.PROBABLE


def _is_strong(signals, side, rise, limits) -> bool:
    rules = {one.rule for one in signals if one.side == side}
    return Rule.RUN in rules or (Rule.BEYOND in rules and side * rise > limits.sigma)
