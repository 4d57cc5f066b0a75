"""The one way in of measurements, for the grid, the import and the API; baselines lock themselves behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed
from parkour.indicators.control_charts import BASELINE, limits_of
from parkour.indicators.models import Baseline, Indicator, Measurement, MeasurementFile, Reason, Replaced
from parkour.indicators.rates import fault_of_numbers, fault_of_period, value_of
from parkour.indicators.services.indicators import refuse_closed, take
from parkour.organisation.models import Site

TOGETHER = 2_000  # rows of one statement


@dataclass(frozen=True)
class Row:
    """What is entered for one period; both numbers None takes a measurement away."""

    starts_on: date
    numerator: Decimal | None
    denominator: Decimal | None
    site: Site | None = None
    reason: Reason | None = None

    @property
    def key(self) -> tuple:
        return self.reason and self.reason.pk, self.site and self.site.pk, self.starts_on


@dataclass(frozen=True)
class Entered:
    """How many measurements were added, corrected, taken away, and how many were already so."""

    added: int = 0
    corrected: int = 0
    removed: int = 0
    same: int = 0


@dataclass(frozen=True)
class Weighed:
    """What entering rows would do: its `outcome`, the rows to write, the keys of the measurements to take away.

    `known`: of those that would be corrected, (key, numerator, denominator, file) as they are.
    """

    outcome: Entered
    changed: list[Row]
    gone: list[int]
    known: list[tuple]


class RowRefused(InvalidInput):
    """One of the rows cannot be entered; `place` counts from 0, `field` is numerator, denominator or starts_on."""

    def __init__(self, message, *, place, field):
        super().__init__(message, field=field)
        self.place = place


@transaction.atomic
def enter(
    indicator: Indicator,
    rows: Sequence[Row],
    *,
    by: User,
    file: MeasurementFile | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Entered:
    """Add, correct or take away measurements: all of `rows` or none. The twelfth point of a series locks its limits.

    `file`: where they come from; what it corrects is kept, so that it can be taken back. `progress(done, total)` is
    called now and then. Raises NotAllowed, TransitionRefused (closed), RowRefused.
    """
    if not by.has_perm("indicators.enter_measurements", indicator):
        raise NotAllowed(_("This indicator is filled in by its owner and by the improvement officer."))
    kept = take(indicator)
    refuse_closed(kept)
    _check(kept, rows)
    weighed = weigh(kept, rows)
    if weighed.gone:
        Measurement.objects.filter(pk__in=weighed.gone).delete()
    if file is not None:
        _keep_replaced(file, weighed.known)
    for start in range(0, len(weighed.changed), TOGETHER):
        _write(kept, weighed.changed[start : start + TOGETHER], file)
        if progress:
            progress(min(start + TOGETHER, len(rows)), len(rows))
    if weighed.changed or weighed.gone:
        lock_baselines(kept, {row.key[:2] for row in rows})
    return weighed.outcome


def _write(indicator, rows, file) -> None:
    now = clock.now()
    Measurement.objects.bulk_create(
        [
            Measurement(
                indicator=indicator,
                reason=row.reason,
                site=row.site,
                starts_on=row.starts_on,
                numerator=row.numerator,
                denominator=row.denominator,
                entered_at=now,
                file=file,
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["indicator", "reason", "site", "starts_on"],
        update_fields=["numerator", "denominator", "entered_at", "file"],
    )


def _keep_replaced(file, known) -> None:
    rows = [
        Replaced(file=file, measurement_id=pk, numerator=numerator, denominator=denominator, source_id=source)
        for pk, numerator, denominator, source in known
    ]
    Replaced.objects.bulk_create(rows, batch_size=TOGETHER)


def weigh(indicator: Indicator, rows: Sequence[Row]) -> Weighed:
    """What entering `rows` would do."""
    present = {
        (reason, site, day): (pk, numerator, denominator, file)
        for pk, numerator, denominator, file, reason, site, day in _present(indicator, rows)
    }
    changed, gone, corrected, added, same = [], [], [], 0, 0
    for row in rows:
        known = present.get(row.key)
        if row.denominator is None:
            gone += [known[0]] if known else []
        elif known is None:
            added += 1
            changed.append(row)
        elif known[1:3] == (row.numerator, row.denominator):
            same += 1
        else:
            corrected.append(known)
            changed.append(row)
    return Weighed(Entered(added, len(corrected), len(gone), same), changed, gone, corrected)


def lock_baselines(indicator: Indicator, touched: set[tuple[int | None, int | None]]) -> None:
    """Lock the limits of each series of `touched` (reason, site), and of its sum over all sites, with twelve points."""
    touched = touched | {(reason, None) for reason, _site in touched}
    known = {key: [] for key in touched}
    reasons = {reason for reason, _site in touched}
    for baseline in Baseline.objects.select_for_update(of=("self",)).filter(indicator=indicator):
        known.setdefault((baseline.reason_id, baseline.site_id), []).append(baseline)
    series = _series(indicator, touched, reasons)
    for key in touched:
        _lock(indicator, key, series.get(key, {}), known[key])


def _lock(indicator, key, values, baselines):
    days = sorted(values)
    if not baselines and len(days) >= BASELINE:
        baselines = [Baseline(indicator=indicator, reason_id=key[0], site_id=key[1], first=days[0])]
    for place, baseline in enumerate(baselines):
        if baseline.locked_at is not None:
            continue
        stop = baselines[place + 1].first if place + 1 < len(baselines) else date.max
        inside = [day for day in days if baseline.first <= day < stop][:BASELINE]
        if len(inside) < BASELINE:
            continue
        limits = limits_of([values[day] for day in inside])
        baseline.mean, baseline.mean_range = limits.mean, limits.mean_range
        baseline.last, baseline.locked_at = inside[-1], clock.now()
        baseline.save()


def _series(indicator, touched, reasons) -> dict[tuple, dict[date, float]]:
    """The values of these series by day; of everywhere, the sum of the sites unless it was entered."""
    rows = Measurement.objects.filter(indicator=indicator)
    if None not in reasons:
        rows = rows.filter(reason__in=reasons)
    own, sums = {}, {}
    for reason, site, day, *numbers in rows.order_by().values_list(
        "reason_id", "site_id", "starts_on", "numerator", "denominator"
    ):
        if reason not in reasons:
            continue
        own.setdefault((reason, site), {})[day] = numbers
        if site is not None:
            so_far = sums.setdefault((reason, None), {}).setdefault(day, [0, 0])
            so_far[0], so_far[1] = so_far[0] + numbers[0], so_far[1] + numbers[1]
    found = {key: sums.get(key, {}) | own.get(key, {}) for key in touched}
    return {key: {day: value_of(indicator.unit, *pair) for day, pair in days.items()} for key, days in found.items()}


def _present(indicator, rows):
    """(key, numerator, denominator, file, reason, site, day) of what is there on the days of `rows`."""
    if not rows:
        return []
    days = [row.starts_on for row in rows]
    there = Measurement.objects.filter(indicator=indicator, starts_on__gte=min(days), starts_on__lte=max(days))
    return there.order_by().values_list(
        "pk", "numerator", "denominator", "file_id", "reason_id", "site_id", "starts_on"
    )


def _check(indicator, rows):
    today, seen = clock.today(), set()
    for place, row in enumerate(rows):
        if row.key in seen:
            raise RowRefused(_("This period is there twice."), place=place, field="starts_on")
        seen.add(row.key)
        if fault := fault_of(indicator, row, today):
            raise RowRefused(fault[1], place=place, field=fault[0])


def fault_of(indicator: Indicator, row: Row, today: date) -> tuple[str, str] | None:
    """(field, sentence) of what is wrong with one row; None when it may be entered."""
    if sentence := fault_of_period(indicator.period, row.starts_on, today):
        return "starts_on", sentence
    if row.numerator is None and row.denominator is None:
        return None
    if row.numerator is None or row.denominator is None:
        missing = "numerator" if row.numerator is None else "denominator"
        return missing, _("Enter both numbers, or none.")
    return fault_of_numbers(indicator.unit, row.numerator, row.denominator)
