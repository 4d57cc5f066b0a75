"""One validator, three callers: form, API, service."""

import unicodedata
from datetime import date, timedelta

from django.utils.translation import gettext as _

from parkour.core import clock
from parkour.core.exceptions import InvalidInput
from parkour.core.text import is_storable

TEXT_LIMIT = 20_000
TITLE_LIMIT = 300
SHORTEST = 10
FURTHEST_YEARS = 5  # further off nobody promises: a year typed wrong


def clean_text(text: str, field: str, *, limit: int = TEXT_LIMIT) -> str:
    """The text as it will be kept: NFC, one kind of line end, no NUL. Raises InvalidInput when too long."""
    text = unicodedata.normalize("NFC", (text or "").replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not is_storable(text):
        raise InvalidInput(
            _("The text contains a character that cannot be kept. Remove it and send again."), field=field
        )
    if len(text) > limit:
        raise InvalidInput(
            _("The text has %(length)s characters; %(limit)s is the most.") % {"length": len(text), "limit": limit},
            field=field,
        )
    return text


def validate_problem(text: str) -> str:
    """The one blocking rule of the form: say what happens, in ten characters or more."""
    text = clean_text(text, "problem_text")
    if len(text) < SHORTEST:
        raise InvalidInput(_("Say what happens, in ten characters or more."), field="problem_text")
    return text


def validate_day_to_come(day: date | None, field: str) -> date:
    """A day on which something will be done: after today, and not a year typed wrong."""
    if day is None or day <= clock.today():
        raise InvalidInput(_("Choose a due date to come."), field=field)
    if day > clock.today() + timedelta(days=366 * FURTHEST_YEARS):
        raise InvalidInput(_("Choose a date in the next five years."), field=field)
    return day
