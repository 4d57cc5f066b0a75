"""Which series have just left their ordinary variation: what is told once a week."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from parkour.indicators.claims import Direction
from parkour.indicators.control_charts import Signal
from parkour.indicators.models import Baseline, Indicator, Measurement, Reason
from parkour.indicators.rates import value_of
from parkour.indicators.reading import Point, Series, build
from parkour.organisation.models import Site


@dataclass(frozen=True)
class News:
    """A series whose last points are no longer chance; `since` is the first period of it, `side` its direction."""

    indicator: Indicator
    site: Site | None
    reason: Reason | None
    side: int
    since: date
    last: Point

    @property
    def is_good(self) -> bool:
        return self.side == Direction(self.indicator.better).good_side

    @property
    def key(self) -> tuple:
        return self.indicator.pk, self.reason and self.reason.pk, self.site and self.site.pk, self.side


def stretch_of(signals: Iterable[Signal], side: int, last: int) -> int | None:
    """The first of the points without a gap up to `last` on which a signal of this side holds; None when none does."""
    mine = [one for one in signals if one.side == side]
    if not any(one.last == last for one in mine):
        return None
    covered = {point for one in mine for point in range(one.first, one.last + 1)}
    first = last
    while first - 1 in covered:
        first -= 1
    return first


def news_of(series: Series, site: Site | None, reason: Reason | None) -> list[News]:
    """What goes on at the end of a series, on either side; an empty list in ordinary variation."""
    if series.limits is None or series.limits.provisional:
        return []
    found, last = [], len(series.points) - 1
    for side in (1, -1):
        first = stretch_of(series.phases[-1].signals, side, last)
        if first is not None:
            since = series.points[first].starts_on
            found.append(News(series.indicator, site, reason, side, since, series.last))
    return found


def news_of_all(indicators: Sequence[Indicator]) -> list[News]:
    """What goes on in every series of these indicators: two statements each, and two for all."""
    sites, reasons = Site.objects.in_bulk(), Reason.objects.in_bulk()
    found = []
    for indicator in indicators:
        baselines = defaultdict(list)
        for row in Baseline.objects.filter(indicator=indicator):
            baselines[row.reason_id, row.site_id].append(row)
        for (reason, site), points in _series_of(indicator).items():
            if locked := baselines.get((reason, site)):
                series = build(indicator, points, locked, ())
                found += news_of(series, sites.get(site), reasons.get(reason))
    return found


def _series_of(indicator) -> dict[tuple, list[Point]]:
    """The points of each (reason, site); of everywhere, the sum of the sites where it was not entered itself."""
    own, sums = defaultdict(dict), defaultdict(dict)
    rows = Measurement.objects.filter(indicator=indicator).order_by("starts_on")
    for reason, site, day, numerator, denominator in rows.values_list(
        "reason_id", "site_id", "starts_on", "numerator", "denominator"
    ):
        own[reason, site][day] = numerator, denominator
        if site is not None:
            so_far = sums[reason, None].get(day, (0, 0))
            sums[reason, None][day] = so_far[0] + numerator, so_far[1] + denominator
    whole = {key: days | own.get(key, {}) for key, days in sums.items()}
    return {
        key: [Point(day, *pair, value_of(indicator.unit, *pair)) for day, pair in sorted(days.items())]
        for key, days in ({**own} | whole).items()
    }
