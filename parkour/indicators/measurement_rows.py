"""From a file to rows of measurements (pure): which column is which, and what each cell says."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ideas.importing.cleaning import clean_line
from ideas.importing.dates import PARIS, parse_date, written_out
from ideas.importing.errors import CellRefused, NotAListOfIdeas
from ideas.importing.headers import header_key
from ideas.importing.table import Record, Table, ragged_reason
from parkour.core import clock
from parkour.indicators.periods import period_of, start_of

INDICATOR, PERIOD, SITE, REASON, NUMERATOR, DENOMINATOR = (
    "indicator", "period", "site", "reason", "numerator", "denominator",
)  # fmt: skip
COLUMNS = {
    INDICATOR: ("indicator", "indicateur", "kpi"),
    PERIOD: ("period", "periode", "date", "mois", "month", "semaine", "week", "debut", "starts on"),
    SITE: ("site", "agence", "etablissement", "site code", "code du site"),
    REASON: ("reason", "motif", "raison"),
    NUMERATOR: ("numerator", "numerateur"),
    DENOMINATOR: ("denominator", "denominateur"),
}
ENGLISH_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+")
LONGEST_NAME = 200
NEEDED = (INDICATOR, PERIOD, NUMERATOR, DENOMINATOR)


@dataclass(frozen=True)
class Cells:
    """One record of the file, read; names are still names."""

    line: int
    indicator: str
    site: str
    reason: str
    period: str
    numerator: Decimal
    denominator: Decimal


def columns_of(table: Table) -> dict[str, int]:
    """The place of each column. Raises NotAListOfIdeas, naming those that are missing."""
    keys = [header_key(header) for header in table.header]
    found = {
        name: next((keys.index(alias) for alias in names if alias in keys), None) for name, names in COLUMNS.items()
    }
    if missing := [COLUMNS[name][0] for name in NEEDED if found[name] is None]:
        sentence = _(
            "The first line names the columns indicator, period, numerator and denominator. Missing: %(names)s."
        )
        raise NotAListOfIdeas(sentence % {"names": ", ".join(missing)})
    return {name: place for name, place in found.items() if place is not None}


def read_cells(table: Table, record: Record, columns: dict[str, int]) -> Cells:
    """What one record says. Raises CellRefused with a sentence."""
    if record.line == table.unclosed_line:
        raise CellRefused(
            "quote", _("A quotation mark opened in this row is never closed: nothing after it can be read.")
        )
    if reason := ragged_reason(table, record, max(columns.values()) + 1):
        raise CellRefused("ragged", str(reason))

    def cell(name: str) -> str:
        return _clean(record.cells[columns[name]]) if name in columns else ""

    period = cell(PERIOD)
    if table.serial_epoch:
        period = written_out(period, table.serial_epoch)
    numbers = {name: number_of(cell(name)) for name in (NUMERATOR, DENOMINATOR)}
    return Cells(record.line, cell(INDICATOR), cell(SITE), cell(REASON), period, **numbers)


def _clean(text: str) -> str:
    """A file says the same names again and again; what is long is no name."""
    return _clean_name(text) if len(text) <= LONGEST_NAME else clean_line(text)


_clean_name = lru_cache(maxsize=4_096)(clean_line)


def number_of(text: str) -> Decimal:
    """« 1 240,5 », "1240.5". Raises CellRefused for anything else."""
    plain = _with_a_point("".join(char for char in unicodedata.normalize("NFKC", text) if not char.isspace()))
    try:
        number = Decimal(plain)
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or "_" in plain:
        raise CellRefused("number", _("“%(text)s” is no number.") % {"text": text[:40]})
    return number


def _with_a_point(plain: str) -> str:
    """Of both signs the last is the decimal point; in English three figures after a comma are thousands."""
    if "," in plain and "." in plain:
        grouping = "," if plain.rfind(",") < plain.rfind(".") else "."
        plain = plain.replace(grouping, "")
    elif ENGLISH_THOUSANDS.fullmatch(plain) and not (get_language() or "fr").startswith("fr"):
        plain = plain.replace(",", "")
    return plain.replace(",", ".")


def day_of(kind: str, text: str, now: Callable = clock.now) -> date:
    """First day of the period that a cell names: a month, a week, or any day in it. Raises CellRefused."""
    named = period_of(kind, text.strip())
    if named is not None:
        return named
    return start_of(kind, parse_date(text, now=now()).astimezone(PARIS).date())  # a day without a zone is one of Paris
