"""Dates as people write them in French and English lists."""

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ideas.importing.errors import CellRefused

PARIS = ZoneInfo("Europe/Paris")
EARLIEST_YEAR = 1970
SERIAL = re.compile(r"\d{5}(?:\.\d+)?")  # days since an epoch: what a workbook calls a date

MONTHS = {
    **dict.fromkeys(("janvier", "janv", "jan", "january"), 1),
    **dict.fromkeys(("fevrier", "fevr", "fev", "february", "feb"), 2),
    **dict.fromkeys(("mars", "march", "mar"), 3),
    **dict.fromkeys(("avril", "avr", "april", "apr"), 4),
    **dict.fromkeys(("mai", "may"), 5),
    **dict.fromkeys(("juin", "june", "jun"), 6),
    **dict.fromkeys(("juillet", "juil", "july", "jul"), 7),
    **dict.fromkeys(("aout", "august", "aug"), 8),
    **dict.fromkeys(("septembre", "sept", "september", "sep"), 9),
    **dict.fromkeys(("octobre", "october", "oct"), 10),
    **dict.fromkeys(("novembre", "november", "nov"), 11),
    **dict.fromkeys(("decembre", "december", "dec"), 12),
}
ZONES = {"z": 0, "utc": 0, "gmt": 0, "cet": 60, "cest": 120}

TIME = (
    r"(?:\s*(?:t|,|-|\ba\b|\bat\b)?\s*(?P<hour>\d{1,2})\s*(?::|h)\s*(?P<minute>\d{2})?"
    r"(?:\s*[:m]\s*(?P<second>\d{2}))?(?:[.,](?P<fraction>\d{1,9}))?\s*(?P<half>am|pm)?"
    r"\s*(?P<zone>z|utc|gmt|cest|cet|[+-]\d{2}(?::?\d{2})?)?)?"
)
WEEKDAY = r"(?:[a-z]{3,9}\.?,?\s+(?=\d|[a-z]))?"
SHAPES = tuple(
    re.compile(rf"{shape}{TIME}")
    for shape in (
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>\d{4}|\d{2})",
        WEEKDAY + r"(?P<day>\d{1,2})(?:er|st|nd|rd|th)?[\s-]+(?P<word>[a-z]+)\.?,?[\s-]+(?P<year>\d{4})",
        WEEKDAY + r"(?P<word>[a-z]+)\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})",
    )
)


def parse_date(text: str, *, now: datetime) -> datetime:
    """The moment written in `text`, aware, in UTC; a date alone is that day's midnight.

    Without a zone the moment is read as Europe/Paris; an hour that exists twice is the first of the two.
    Raises CellRefused when it cannot be read, does not exist, lies after `now` or before 1970.
    """
    match = _match(text)
    if match is None:
        raise CellRefused(
            "date_unreadable",
            format_lazy(_("The date “{date}” cannot be read; write it like 31/01/2026."), date=text[:40]),
        )
    try:
        moment = _moment(match)
    except (ValueError, OverflowError):
        raise CellRefused(
            "date_impossible", format_lazy(_("The date “{date}” does not exist."), date=text[:40])
        ) from None
    if moment.year < EARLIEST_YEAR:
        raise CellRefused(
            "date_impossible",
            format_lazy(_("The date “{date}” lies before {year}."), date=text[:40], year=str(EARLIEST_YEAR)),
        )
    if moment > now:
        raise CellRefused("date_future", format_lazy(_("The date “{date}” lies in the future."), date=text[:40]))
    return moment


def written_out(text: str, epoch: datetime) -> str:
    """The date that a bare number of a workbook stands for, in letters of ISO 8601; any other text as it is."""
    if not SERIAL.fullmatch(text):
        return text
    moment = epoch + timedelta(seconds=round(float(text) * 24 * 3600))
    return moment.isoformat(sep=" ")


def _match(text: str) -> re.Match | None:
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = " ".join(plain.lower().split())
    for shape in SHAPES:
        match = shape.fullmatch(plain)
        if match and ("word" not in shape.groupindex or match["word"] in MONTHS):
            return match
    return None


def _moment(match: re.Match) -> datetime:
    parts = match.groupdict()
    year = int(parts["year"]) + (2000 if len(parts["year"]) == 2 else 0)
    month = MONTHS[parts["word"]] if parts.get("word") else int(parts["month"])
    naive = datetime(
        year,
        month,
        int(parts["day"]),
        _hour(parts),
        int(parts["minute"] or 0),
        int(parts["second"] or 0),
        int((parts["fraction"] or "0")[:6].ljust(6, "0")),
    )
    if parts["zone"]:
        return naive.replace(tzinfo=timezone(_offset(parts["zone"]))).astimezone(UTC)
    moment = naive.replace(tzinfo=PARIS).astimezone(UTC)
    if moment.astimezone(PARIS).replace(tzinfo=None) != naive:
        raise ValueError("an hour skipped when the clocks go forward")
    return moment


def _hour(parts: dict) -> int:
    hour = int(parts["hour"] or 0)
    if not parts["half"]:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError("no such hour on a twelve-hour clock")
    return hour % 12 + (12 if parts["half"] == "pm" else 0)


def _offset(zone: str) -> timedelta:
    if zone in ZONES:
        return timedelta(minutes=ZONES[zone])
    sign = -1 if zone[0] == "-" else 1
    digits = zone[1:].replace(":", "").ljust(4, "0")
    return sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
