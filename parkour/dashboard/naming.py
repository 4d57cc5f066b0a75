"""Months as an address names them: 2026-10 (pure)."""

import re
from datetime import date

MONTH = r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])"


def month_named(text: str | None) -> date | None:
    """The first day of the month that a text names; None for any other text."""
    if not text or not re.fullmatch(MONTH, text):
        return None
    year, month = text.split("-")
    return date(int(year), int(month), 1)


def name_of(month: date) -> str:
    return f"{month:%Y-%m}"
