"""Weeks and months of an indicator, named by their first day (pure)."""

import re
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from parkour.core.dates import dated
from parkour.indicators.models.indicators import Period

WEEK = timedelta(days=7)
MONTH_SHAPE = re.compile(r"(\d{4})-(\d{1,2})|(\d{1,2})/(\d{4})")
WEEK_SHAPE = re.compile(r"(\d{4})-?[ws](\d{1,2})", re.IGNORECASE)
EARLIEST = date(1970, 1, 1)


def start_of(period: str, day: date) -> date:
    """First day of the week (Monday) or month that holds `day`."""
    return day - timedelta(days=day.weekday()) if period == Period.WEEK else day.replace(day=1)


def moved(period: str, start: date, steps: int) -> date:
    """The period `steps` later (earlier when negative)."""
    if period == Period.WEEK:
        return start + steps * WEEK
    months = start.year * 12 + start.month - 1 + steps
    return date(months // 12, months % 12 + 1, 1)


def latest(period: str, today: date, count: int) -> list[date]:
    """The last `count` periods that have begun, the newest first."""
    newest = start_of(period, today)
    return [moved(period, newest, -step) for step in range(count)]


def said(period: str, start: date) -> str:
    """« semaine du 2 mars 2026 », « mars 2026 »."""
    if period == Period.WEEK:
        return _("week of %(day)s") % {"day": dated(start)}
    return date_format(start, "F Y")


def within(period: str, start: date) -> str:
    """The same inside a sentence: « depuis la semaine du 2 mars 2026 », « depuis mars 2026 »."""
    if period == Period.WEEK:
        return _("the week of %(day)s") % {"day": dated(start)}
    return said(period, start)


def short(period: str, start: date) -> str:
    """For the axis of a chart: « 03/2026 » or « 02/03/26 »."""
    return start.strftime("%d/%m/%y") if period == Period.WEEK else start.strftime("%m/%Y")


def period_of(period: str, text: str) -> date | None:
    """The period that a short text names: 2026-03 or 03/2026, 2026-W10 or 2026-S10; None for other texts."""
    if period == Period.MONTH and (found := MONTH_SHAPE.fullmatch(text)):
        year, month = (found[1], found[2]) if found[1] else (found[4], found[3])
        return _first(lambda: date(int(year), int(month), 1))
    if period == Period.WEEK and (found := WEEK_SHAPE.fullmatch(text)):
        return _first(lambda: date.fromisocalendar(int(found[1]), int(found[2]), 1))
    return None


def _first(make) -> date | None:
    try:
        return make()
    except ValueError:
        return None
