"""From a workbook to a table: one sheet, the values it shows, nothing evaluated."""

import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from ideas.importing.errors import NotAListOfIdeas
from ideas.importing.packing import Range, merged_ranges, open_archive
from ideas.importing.table import Record, Table
from parkour.core.sheets import unescape_xml

MAX_ROWS = 50_000  # rows that hold something
MAX_SCANNED = 1_048_576  # rows a sheet can have: beyond, the file lies
MAX_COLUMNS = 200
LONGEST_NAME = 100  # Excel stops at 31
HEADER_WITHIN = 20  # rows above the header: a title, a date, a logo
HALF_A_SECOND = timedelta(milliseconds=500)

UNREADABLE = _(
    "This workbook cannot be read: open it, save it as “Excel workbook (.xlsx)” or “CSV UTF-8”, and send that file."
)
TOO_LONG = format_lazy(_("This sheet has more than {limit} rows: send it in several parts."), limit=MAX_ROWS)

# It tells what it leaves out (drawings, rules of colour), which no list of ideas needs.
warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")


@dataclass(frozen=True)
class Book:
    """The table of `sheet`; `sheets` are the names one may choose from, in their order."""

    table: Table
    sheet: str
    sheets: tuple[str, ...]


def read_workbook(data: bytes, *, sheet: str | None = None, limit: int | None = None) -> Book:
    """The header and the first `limit` records of `sheet`, by default of the first visible sheet with rows.

    A formula gives the value that was last shown; dates and numbers become texts, each in one way only.
    Raises NotAListOfIdeas for a file that cannot be read, an unknown sheet, no rows or too many.
    """
    try:
        archive = open_archive(data)
        book = load_workbook(archive.fp, read_only=True, data_only=True, keep_links=False)
        return _read_book(archive, book, sheet, limit)
    except NotAListOfIdeas:
        raise
    except Exception as error:  # a stranger's file makes the library fail in twenty ways; all are one sentence
        raise NotAListOfIdeas(UNREADABLE) from error


def _read_book(archive: zipfile.ZipFile, book: Workbook, wanted: str | None, limit: int | None) -> Book:
    sheets = {sheet.title: sheet for sheet in book.worksheets if isinstance(sheet, ReadOnlyWorksheet)}
    names = tuple(
        name for name, sheet in sheets.items() if sheet.sheet_state == "visible" and len(name) <= LONGEST_NAME
    )
    if wanted is not None:
        if wanted not in sheets:
            raise NotAListOfIdeas(
                format_lazy(
                    _("There is no sheet “{name}” in this workbook; it has: {sheets}."),
                    name=wanted[:80],
                    sheets=", ".join(names)[:300],
                )
            )
        return Book(_table(archive, book, sheets[wanted], limit), wanted, names)
    for name in names:
        if len(list(islice(_filled_rows(sheets[name]), 2))) == 2:
            return Book(_table(archive, book, sheets[name], limit), name, names)
    raise NotAListOfIdeas(_("This workbook has no sheet with a row under its first line, which names the columns."))


def _table(archive, book: Workbook, sheet: ReadOnlyWorksheet, limit: int | None) -> Table:
    merged = merged_ranges(archive, sheet._worksheet_path, above=HEADER_WITHIN)
    rows = _filled_rows(sheet)
    top = list(islice(rows, HEADER_WITHIN + 1))
    header, under = _header(top, merged)
    records = [Record(number, cells) for number, cells in under]
    for number, cells in rows if limit is None else islice(rows, max(limit - len(records), 0)):
        if len(records) >= MAX_ROWS:
            raise NotAListOfIdeas(TOO_LONG)
        records.append(Record(number, cells))
    if not records:
        raise NotAListOfIdeas(_("This sheet has no row under its first line, which names the columns."))
    width = len(header)
    trimmed = [Record(record.line, _trimmed(record.cells, width)) for record in records[:limit]]
    return Table(header=header, records=trimmed, delimiter="", serial_epoch=book.epoch)


def _trimmed(cells: list[str], width: int) -> list[str]:
    """A sheet has no ragged rows: what is missing at the end is blank, as wide as the header at least."""
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    return cells + [""] * (width - len(cells))


def _filled_rows(sheet: ReadOnlyWorksheet) -> Iterator[tuple[int, list[str]]]:
    """(number from 1, cells as texts) of each row that holds something."""
    sheet.reset_dimensions()  # some programs write dimensions that hide rows
    for number, row in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), start=1):
        if number > MAX_SCANNED:
            raise NotAListOfIdeas(TOO_LONG)
        if row.count(None) < len(row):
            cells = [_text(value) for value in row]
            while cells and not cells[-1].strip():
                cells.pop()
            if cells:
                yield number, cells


def _text(value) -> str:
    """One way of writing each type: what a person sees in the cell, as near as a text can be."""
    if value is None:
        return ""
    if isinstance(value, str):
        return unescape_xml(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        moment = (value + HALF_A_SECOND).replace(microsecond=0)  # a serial number misses a second by a hair
        return moment.date().isoformat() if moment.time() == time() else moment.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _header(top: list[tuple[int, list[str]]], merged: list[Range]) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The names of the columns, and those rows of `top` that stand under them.

    Rows that say one thing only (a title, often merged over the whole width) come before the header; a header
    whose cells are merged sideways is a heading of groups, and the names stand in the row below.
    """
    width = max((len(cells) for _number, cells in top), default=0)
    spread = [(number, _spread(number, cells, top, merged, width)) for number, cells in top]
    start = next((at for at, (_number, cells) in enumerate(spread) if len(_said(cells)) > 1), 0)
    while start + 1 < len(spread) and _heads_groups(spread[start][0], spread[start + 1][1], merged):
        start += 1
    if not spread:
        return [], []
    names = [name.strip("\ufeff\x00 \t\r\n\u00a0") for name in spread[start][1]]
    while names and not names[-1]:
        names.pop()
    return names, top[start + 1 :]


def _said(cells: list[str]) -> set[str]:
    return {cell.strip() for cell in cells if cell.strip()}


def _heads_groups(number: int, below: list[str], merged: list[Range]) -> bool:
    """Whether a cell of row `number` spans several columns that the row `below` tells apart."""
    return any(
        first <= number <= last and right > left and len(_said(below[left - 1 : right])) > 1
        for first, left, last, right in merged
    )


def _spread(number: int, cells: list[str], top, merged: list[Range], width: int) -> list[str]:
    """The cells of a row, each merged one given what stands in the first of its range."""
    spread = cells + [""] * (width - len(cells))
    by_number = dict(top)
    for first, left, last, right in merged:
        if first <= number <= last:
            origin = by_number.get(first, [])
            value = origin[left - 1] if left <= len(origin) else ""
            spread[left - 1 : min(right, width)] = [value] * (min(right, width) - left + 1)
    return spread
