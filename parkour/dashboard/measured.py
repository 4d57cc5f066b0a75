"""The latest point of each indicator, with what its series says: for both attentions side by side (KPIs 28 and 29)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from parkour.indicators.models import Indicator
from parkour.indicators.reading import Series, latest_of

MOST = 40


@dataclass(frozen=True)
class Measured:
    """The last point of everywhere; `variation` and `assurance` as codes, "" where the series is too short."""

    indicator: int
    name: str
    attention: str
    unit: str
    period: str
    starts_on: date
    numerator: Decimal
    denominator: Decimal
    value: float
    variation: str
    assurance: str


def read_measured() -> list[Measured]:
    """The indicators that go on and hold a point, by name. Three statements, whatever their number."""
    going_on = list(Indicator.objects.filter(closed_at=None).order_by("name")[:MOST])
    return [_last_of(series) for series in latest_of(going_on) if series.last]


def _last_of(series: Series) -> Measured:
    indicator, point = series.indicator, series.last
    return Measured(
        indicator=indicator.pk,
        name=indicator.name,
        attention=indicator.attention,
        unit=indicator.unit,
        period=indicator.period,
        starts_on=point.starts_on,
        numerator=point.numerator,
        denominator=point.denominator,
        value=point.value,
        variation=str(series.variation.value) if series.variation else "",
        assurance=str(series.assurance.value) if series.assurance else "",
    )
