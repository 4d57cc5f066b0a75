"""From two numbers to what is told, and which numbers are possible (pure)."""

from datetime import date
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from parkour.indicators.models.indicators import DIGITS, PLACES, Unit
from parkour.indicators.periods import EARLIEST, start_of

LARGEST = Decimal(10) ** (DIGITS - PLACES)
STEP = Decimal(1).scaleb(-PLACES)


def value_of(unit: str, numerator: Decimal, denominator: Decimal) -> float:
    """What is told of a period: percent, number per thousand, or mean."""
    return float(numerator * Unit(unit).scale / denominator)


def said_value(unit: str, value: float, digits: int = 1) -> str:
    """« 82,4 % » in the language of the reader."""
    sign = Unit(unit).sign
    rounded = round(value, digits) + 0.0  # Django cuts; and nothing is « −0 »
    return number_format(rounded, digits) + (f"\N{NO-BREAK SPACE}{sign}" if sign else "")


def said_number(number: Decimal) -> str:
    """« 1 240 » or « 12,5 »: no zeros behind."""
    whole = number.normalize()
    return number_format(whole, max(0, -whole.as_tuple().exponent), force_grouping=True)


def typed_number(number: Decimal) -> str:
    """The same as one types it: no thousands set apart."""
    whole = number.normalize()
    return number_format(whole, max(0, -whole.as_tuple().exponent))


def fault_of_numbers(unit: str, numerator: Decimal, denominator: Decimal) -> tuple[str, str] | None:
    """(field, sentence) of what is impossible, None when these numbers may be entered."""
    for field, number in (("numerator", numerator), ("denominator", denominator)):
        if not number.is_finite() or abs(number) >= LARGEST:
            return field, _("This number is too large.")
        if number != number.quantize(STEP):
            return field, _("Three figures behind the comma at most.")
    if denominator <= 0:
        return "denominator", _("The denominator is more than zero: without a case there is no measurement.")
    if unit != Unit.MEAN and numerator < 0:
        return "numerator", _("Nothing is counted less than zero times.")
    if unit == Unit.PERCENT and numerator > denominator:
        return "numerator", _("More are counted than there are: exchange the two numbers?")
    return None


def fault_of_period(period: str, starts_on: date, today: date) -> str | None:
    """Why this is no period to enter, None when it is."""
    if starts_on < EARLIEST:
        return _("This period is too long ago.")
    if starts_on > today:
        return _("This period has not begun.")
    if starts_on != start_of(period, starts_on):
        return _("A period is named by its first day: %(day)s.") % {"day": start_of(period, starts_on).isoformat()}
    return None
