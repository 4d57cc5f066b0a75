"""What is read of indicators: the points of a series, its limits and signals, what each change may claim."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from django.db.models import Q, Sum

from parkour.indicators.claims import (
    APART,
    SIGNALS,
    Assurance,
    Claim,
    Direction,
    Variation,
    assurance_of,
    claim_of,
    variation_of,
)
from parkour.indicators.claims import sentence_of as sentence_of_icons
from parkour.indicators.control_charts import BASELINE, Limits, Phase, Signal, limits_of, phase_of
from parkour.indicators.models import Baseline, Change, Indicator, Measurement, Reason
from parkour.indicators.periods import moved
from parkour.indicators.rates import value_of
from parkour.organisation.models import Site

TOLERANCE = 1e-9


@dataclass(frozen=True)
class Point:
    """One period of a series, with the absolute numbers behind its value."""

    starts_on: date
    numerator: Decimal
    denominator: Decimal
    value: float


@dataclass(frozen=True)
class Claimed:
    """A recorded change and what the series lets it claim; `at` is the place of the first point after it."""

    change: Change
    claim: Claim
    at: int


@dataclass(frozen=True)
class Series:
    """Everything a page says of one series. `since`: the first period of what goes on at its end.

    `corrected`: numbers of a locked baseline were changed afterwards; its limits stayed.
    """

    indicator: Indicator
    points: Sequence[Point]
    phases: Sequence[Phase]
    claims: Sequence[Claimed] = ()
    corrected: bool = False

    @property
    def last(self) -> Point | None:
        return self.points[-1] if self.points else None

    @property
    def limits(self) -> Limits | None:
        return self.phases[-1].limits if self.phases else None

    @property
    def signals(self) -> list[Signal]:
        return [signal for phase in self.phases for signal in phase.signals]

    @property
    def variation(self) -> Variation | None:
        """None while nothing can be told: without limits, and where provisional ones show no change."""
        if self.limits is None:
            return None
        found = variation_of(self.phases[-1], Direction(self.indicator.better))
        return None if found == Variation.COMMON and self.limits.provisional else found

    @property
    def assurance(self) -> Assurance | None:
        target = self.indicator.target
        return assurance_of(self.limits, None if target is None else float(target), Direction(self.indicator.better))

    @property
    def since(self) -> date | None:
        if self.variation in {None, Variation.COMMON}:
            return None
        going_on = [signal.first for signal in self.phases[-1].signals if signal.last == len(self.points) - 1]
        return self.points[min(going_on)].starts_on

    @property
    def sentence(self) -> str:
        if self.limits is None:
            return ""
        return sentence_of_icons(self.variation, self.assurance, provisional=self.limits.provisional)


def points_of(indicators: Sequence[Indicator], site: Site | None, reason: Reason | None) -> dict[int, list[Point]]:
    """The points of one series of each indicator, in order, in one statement.

    Of everywhere (`site` None): what was entered for everywhere, else the sum of the sites, period by period.
    """
    rows = Measurement.objects.filter(indicator__in=indicators, reason=reason)
    if site is not None:
        rows = rows.filter(site=site)
    whole = Q(site=None)
    sums = rows.order_by("indicator_id", "starts_on").values_list("indicator_id", "starts_on")
    sums = sums.annotate(
        all_numerators=Sum("numerator"),
        all_denominators=Sum("denominator"),
        own_numerator=Sum("numerator", filter=whole),
        own_denominator=Sum("denominator", filter=whole),
    )
    units, found = {one.pk: one.unit for one in indicators}, {one.pk: [] for one in indicators}
    for key, starts_on, numerator, denominator, own_numerator, own_denominator in sums:
        if own_denominator is not None:
            numerator, denominator = own_numerator, own_denominator
        value = value_of(units[key], numerator, denominator)
        found[key].append(Point(starts_on, numerator, denominator, value))
    return found


def series_of(indicator: Indicator, site: Site | None = None, reason: Reason | None = None) -> Series:
    """One series with its claims: three statements."""
    points = points_of([indicator], site, reason)[indicator.pk]
    baselines = list(Baseline.objects.filter(indicator=indicator, site=site, reason=reason))
    changes = list(indicator.changes.select_related("idea__action"))
    return build(indicator, points, baselines, changes)


def latest_of(indicators: Sequence[Indicator]) -> list[Series]:
    """The series of everywhere and all reasons of each indicator, without claims: two statements for all."""
    points = points_of(indicators, None, None)
    baselines = {one.pk: [] for one in indicators}
    for row in Baseline.objects.filter(indicator__in=indicators, site=None, reason=None):
        baselines[row.indicator_id].append(row)
    return [build(one, points[one.pk], baselines[one.pk], ()) for one in indicators]


def build(indicator: Indicator, points: list[Point], baselines: list[Baseline], changes: Sequence[Change]) -> Series:
    """A series from its rows; `baselines` and `changes` in the order of their days."""
    values, days = [point.value for point in points], [point.starts_on for point in points]
    phases, corrected = _phases(values, days, baselines)
    claims = _claims(indicator, values, days, phases, changes)
    return Series(indicator, points, phases, claims, corrected)


def _phases(values, days, baselines):
    """A phase from each baseline; points entered later for periods before the first one are read with its limits."""
    cuts = []
    for baseline in baselines:
        at = sum(day < baseline.first for day in days) if baseline.change_id else 0
        if at < len(days):
            cuts.append((at, baseline))
    if not cuts or cuts[0][0]:
        cuts.insert(0, (0, None))
    phases, corrected = [], False
    for (start, baseline), (stop, _next) in pairwise([*cuts, (len(values), None)]):
        if start == stop:
            continue
        limits = None
        if baseline is not None and baseline.locked_at:
            limits = Limits(baseline.mean, baseline.mean_range, BASELINE)
            corrected = corrected or _moved(baseline, values, days)
        phases.append(phase_of(values[start:stop], start, limits))
    return phases, corrected


def _moved(baseline, values, days) -> bool:
    inside = [value for value, day in zip(values, days, strict=True) if baseline.first <= day <= baseline.last]
    if len(inside) != BASELINE:
        return True
    now = limits_of(inside)
    return abs(now.mean - baseline.mean) > TOLERANCE or abs(now.mean_range - baseline.mean_range) > TOLERANCE


def _claims(indicator, values, days, phases, changes) -> list[Claimed]:
    """Points before a change begin with the phase that it ends or lies in; those after it end with the next far change.

    They begin later after a far change that showed: what it brought is no effect of the next one. A period in which the
    change falls belongs to neither side.
    """
    firsts = [sum(day < change.on for day in days) for change in changes]
    found = []
    for place, (change, at) in enumerate(zip(changes, firsts, strict=True)):
        others = [other - at for index, other in enumerate(firsts) if index != place]
        before = at
        if before and moved(indicator.period, days[before - 1], 1) > change.on:
            before -= 1
        start = max((phase.start for phase in phases if phase.start < before), default=0)
        start = max(start, _shown_before(found, at))
        stop = min((at + other for other in others if other > APART), default=len(values))
        claim = claim_of(values[start:before], values[at:stop], Direction(indicator.better), others=others)
        found.append(Claimed(change, claim, at))
    return found


def _shown_before(found, at) -> int:
    """Where the points begin that the latest far change with a signal left behind; 0 without one."""
    shown = [one.at for one in found if at - one.at > APART and (one.claim.shared or one.claim.level in SIGNALS)]
    return max(shown, default=0)
