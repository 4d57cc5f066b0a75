from django import template

from parkour.indicators import periods, rates
from parkour.indicators.effects import effects_of

register = template.Library()
HALF = 7  # of a diamond, in units of the drawing


@register.simple_tag
def measured_effects(idea, user):
    """What the series show of a contribution that is carried out."""
    return effects_of(idea, user)


@register.filter
def percent(share: float) -> int:
    """A share as whole percents; a difference of shares as points."""
    return round(100 * share)


@register.filter
def value_in(point, indicator) -> str:
    """What a point says: « 82,4 % »."""
    return rates.said_value(indicator.unit, point.value)


@register.filter
def said_in(value, indicator) -> str:
    """A mean or a limit as values of the indicator are told."""
    return rates.said_value(indicator.unit, value)


@register.filter
def numbers(point) -> str:
    """The absolute numbers behind it: « 412 / 500 »."""
    return f"{rates.said_number(point.numerator)} / {rates.said_number(point.denominator)}"


@register.filter
def period_in(point, indicator) -> str:
    return periods.said(indicator.period, point.starts_on)


@register.filter
def within(day, indicator) -> str:
    """A period inside a sentence."""
    return periods.within(indicator.period, day)


@register.filter
def diamond(dot) -> str:
    """The path of a point on the bad side: told by its shape as well as by its colour."""
    return f"M{dot.x} {dot.y - HALF}l{HALF} {HALF}l-{HALF} {HALF}l-{HALF} -{HALF}z"
