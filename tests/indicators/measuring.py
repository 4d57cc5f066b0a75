"""Indicators of tests: written, filled in."""

from datetime import date
from decimal import Decimal

from parkour.indicators.models import Attention, Better, Indicator, Period, Unit
from parkour.indicators.periods import moved
from parkour.indicators.services.indicators import IndicatorFacts, write_indicator
from parkour.indicators.services.measuring import Row, enter

CSAT = (82, 79, 85, 81, 80, 84, 78, 83, 82, 80, 81, 84)  # mean 81.583, limits 72.878 and 90.289
FIRST = date(2024, 1, 1)

A_FILE = "indicator;period;numerator;denominator\nClients satisfaits;2024-01;82;100\n"


def facts(**changes) -> IndicatorFacts:
    known = {
        "name": "Clients satisfaits",
        "counted": "Réponses 4 et 5",
        "among": "Réponses reçues",
        "unit": Unit.PERCENT,
        "better": Better.UP,
        "period": Period.MONTH,
        "attention": Attention.CUSTOMERS,
    }
    return IndicatorFacts(**known | changes)


def indicator(by, **changes) -> Indicator:
    return write_indicator(facts(**changes), by=by)


def rows_of(values, *, first=FIRST, site=None, reason=None, out_of=100, period=Period.MONTH) -> list[Row]:
    return [
        Row(moved(period, first, step), Decimal(value), Decimal(out_of), site, reason)
        for step, value in enumerate(values)
    ]


def filled(by, values=CSAT, **changes) -> Indicator:
    made = indicator(by, **changes)
    enter(made, rows_of(values, period=made.period), by=by)
    return made
