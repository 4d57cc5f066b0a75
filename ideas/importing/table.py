"""From the text of a file to its records, each with the line on which it begins."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ideas.importing.decoding import MAX_BYTES
from ideas.importing.errors import NotAListOfIdeas

DELIMITERS = (",", ";", "\t", "|")
NO_DELIMITER = "\x1f"  # a character no list holds: a file of one column is read whole, commas included
SAMPLE_RECORDS = 500

csv.field_size_limit(MAX_BYTES)  # the default refuses a whole file for one long cell


@dataclass(frozen=True)
class Record:
    """One record: `line` is the physical line of the file, or the row of the sheet (from 1), where it begins."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """`delimiter` is empty for a file of one column; `unclosed_line` begins a quote that never ends.

    `serial_epoch` is the day from which the bare numbers of a workbook count their dates; None elsewhere.
    """

    header: list[str]
    records: list[Record]
    delimiter: str
    unclosed_line: int | None = None
    serial_epoch: datetime | None = None


def read_table(text: str, *, delimiter: str | None = None, limit: int | None = None) -> Table:
    """The header and the records of `text` (the first `limit` ones); blank records are left out.

    Raises NotAListOfIdeas when there is no row under the header or when `delimiter` is not one character.
    """
    if delimiter is not None and len(delimiter) != 1:
        raise NotAListOfIdeas(_("The delimiter is one character, such as “;”."))
    announced, text = _announced_delimiter(text)
    delimiter = delimiter or announced or _guess_delimiter(text)
    lines = list(io.StringIO(text, newline=""))
    filled = (record for record in _records(lines, delimiter) if any(cell.strip() for cell in record.cells))
    records = list(islice(filled, limit + 1 if limit else None))
    if len(records) < 2:
        raise NotAListOfIdeas(_("This file has no row under its first line, which names the columns."))
    return Table(
        header=[cell.strip("\ufeff\x00 \t\r\n\u00a0") for cell in records[0].cells],
        records=records[1:],
        delimiter="" if delimiter == NO_DELIMITER else delimiter,
        unclosed_line=None if limit else _unclosed_line(lines, records[-1], delimiter),
    )


def ragged_reason(table: Table, record: Record, needed: int):
    """Why the width of `record` shows a broken row, or None; `needed` is how many first cells are in use."""
    expected, found = len(table.header), len(record.cells)
    too_long = any(cell.strip() for cell in record.cells[expected:])
    if not too_long and found >= needed:
        return None
    return format_lazy(
        _("This row has {found} cells, the first line names {expected}: check quotes and delimiters."),
        found=found,
        expected=expected,
    )


def _announced_delimiter(text: str) -> tuple[str | None, str]:
    """The delimiter of a first line « sep=; », which spreadsheets write; the line is emptied, not removed."""
    first, newline, rest = text.partition("\n")
    announced = first.rstrip("\r").strip('"')
    if announced[:4].lower() == "sep=" and len(announced) == 5:
        return announced[4], newline + rest
    return None, text


def _guess_delimiter(text: str) -> str:
    best, best_score = NO_DELIMITER, 0.0
    for delimiter in DELIMITERS:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        widths = [len(cells) for cells in islice((cells for cells in reader if cells), SAMPLE_RECORDS)]
        if not widths or widths[0] < 2:
            continue
        agreeing = sum(width == widths[0] for width in widths) / len(widths)
        if widths[0] == 2 and agreeing < 0.5:
            continue  # one comma in the title of a single column
        score = agreeing**2 * (widths[0] - 1)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _records(lines: list[str], delimiter: str):
    reader = csv.reader(lines, delimiter=delimiter)
    first_line = 1
    for cells in reader:
        yield Record(first_line, cells)
        first_line = reader.line_num + 1


def _unclosed_line(lines: list[str], last: Record, delimiter: str) -> int | None:
    try:
        list(csv.reader(lines[last.line - 1 :], delimiter=delimiter, strict=True))
    except csv.Error as error:
        return last.line if "unexpected end of data" in str(error) else None
    return None
