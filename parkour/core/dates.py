"""Dates and moments as people say them, in the language of the reader and the current time zone."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext

from parkour.core import clock

NBSP = "\N{NO-BREAK SPACE}"


def _local(value):
    """(day, moment or None) of a date or datetime, in the current time zone."""
    if not isinstance(value, datetime):
        return value, None
    moment = timezone.localtime(value) if timezone.is_aware(value) else timezone.make_aware(value)
    return moment.date(), moment


def local_day(value: date | datetime) -> date:
    """The day of a moment, in the current time zone."""
    return _local(value)[0]


def _in_french():
    return (get_language() or "fr").startswith("fr")


def human_date(value: date | datetime) -> str:
    """« jeudi 19 mars » or "Thursday 19 March"; the year is said when it is not this one."""
    day, _moment = _local(value)
    return _said_day(day, get_language(), clock.today().year)


@lru_cache(maxsize=2_000)
def _said_day(day, _language, this_year):
    """A list says the same days again and again."""
    text = f"{date_format(day, 'l')} {_number(day)} {date_format(day, 'F')}"
    return text if day.year == this_year else f"{text} {day.year}"


def _number(day):
    """« 1er » or « 2 »: French orders the first day of a month only."""
    return "1er" if day.day == 1 and _in_french() else str(day.day)


def dated(value: date) -> str:
    """« 19 mars 2026 » or "19 March 2026": what keeps its meaning when it is read years later."""
    return f"{_number(value)} {date_format(value, 'F')} {value.year}"


def human_time(value: datetime) -> str:
    """« 14 h 30 » or "2:30 pm"; a full hour loses its zeros."""
    _day, moment = _local(value)
    if _in_french():
        minutes = f"{NBSP}{moment:%M}" if moment.minute else ""
        return f"{moment.hour}{NBSP}h{minutes}"
    minutes = f":{moment:%M}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes}{NBSP}{'am' if moment.hour < 12 else 'pm'}"


def human_datetime(value: datetime) -> str:
    """« jeudi 19 mars à 14 h 30 »."""
    return gettext("%(date)s at %(time)s") % {"date": human_date(value), "time": human_time(value)}


def _late(delay: timedelta) -> str:
    minutes = max(int(delay.total_seconds() // 60), 1)
    if minutes < 60:
        return gettext("late by %(count)s min") % {"count": minutes}
    if minutes < 24 * 60:
        return gettext("late by %(count)s h") % {"count": minutes // 60}
    return _late_days(minutes // (24 * 60))


def _late_days(count: int) -> str:
    return ngettext("late by %(count)s day", "late by %(count)s days", count) % {"count": count}


def _ahead(days: int) -> str:
    if days == 1:
        return gettext("tomorrow")
    return ngettext("in %(count)s day", "in %(count)s days", days) % {"count": days}


def human_due(value: date | datetime) -> str:
    """How far a deadline is: "late by 1 h", "in 20 min", "before 6 pm" (today), "tomorrow", "in 2 days"."""
    day, moment = _local(value)
    days = (day - clock.today()).days
    if moment is None:
        if days == 0:
            return gettext("today")
        return _late_days(-days) if days < 0 else _ahead(days)
    left = moment - clock.now()
    if left < timedelta(0):
        return _late(-left)
    if days > 0:
        return _ahead(days)
    if left < timedelta(hours=1):
        return gettext("in %(count)s min") % {"count": max(int(left.total_seconds() // 60), 1)}
    return gettext("before %(time)s") % {"time": human_time(moment)}


def due_tone(value: date | datetime) -> str:
    """Tone of a deadline: bad once passed, wait on its day, none before."""
    day, moment = _local(value)
    today = clock.today()
    if day < today or (moment is not None and moment < clock.now()):
        return "bad"
    return "wait" if day == today else ""
