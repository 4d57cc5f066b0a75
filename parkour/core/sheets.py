"""Tables as files that a spreadsheet opens: CSV for its accents, XLSX for its types. No cell runs as a formula."""

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from parkour.core.formulas import guard, looks_guarded

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads UTF-8 as the code page of the machine
LINES_PER_CHUNK = 100
BLOCK = 64 * 1024
IN_MEMORY = 1024 * 1024
CELL_LIMIT = 32_767  # UTF-16 units; Excel declares a file with more damaged

# What XML cannot hold is written as Excel does it, _x0007_; a text that already looks so gets its underscore escaped.
NO_XML = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
ESCAPED = re.compile(r"_x(005[Ff]|00[01][0-9A-Fa-f]|[Ff]{3}[EFef])_")

Cell = str | int | float | date | datetime | None


def csv_chunks(rows: Iterable[Sequence[Cell]], *, delimiter: str) -> Iterator[bytes]:
    """The rows as a CSV file, piece by piece: UTF-8 with its mark, CRLF, quoted as RFC 4180 says.

    The first piece is the first row alone, so that the reader sees the file begin at once.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")
    buffer.write(BYTE_ORDER_MARK)
    for number, row in enumerate(rows):
        writer.writerow([_csv_cell(value) for value in row])
        if number % LINES_PER_CHUNK == 0:
            yield _emptied(buffer)
    if rest := _emptied(buffer):
        yield rest


def _emptied(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode("utf-8")


def _csv_cell(value: Cell) -> Cell:
    if isinstance(value, str):
        return guard(value)
    return value.isoformat() if isinstance(value, date) else value


def xlsx_file(rows: Iterable[Sequence[Cell]], *, title: str, widths: Sequence[int] = ()) -> IO[bytes]:
    """The rows as a workbook of one sheet, the first row its frozen header. The caller closes the file.

    Rows go through a file of the operating system: the memory used does not grow with them.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for column, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + column)].width = width
    for number, row in enumerate(rows):
        sheet.append([_xlsx_cell(sheet, value, header=number == 0) for value in row])
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 — closed by whoever sends it
    book.save(file)
    file.seek(0)
    return file


def _xlsx_cell(sheet, value: Cell, *, header: bool):
    if not isinstance(value, str):
        return value
    # Typed as text: nothing runs. The apostrophe is needed only where the import would take one away.
    cell = WriteOnlyCell(sheet, escape_xml(f"'{value}" if looks_guarded(value) else value))
    cell.data_type = "s"
    if header:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    elif guard(value) != value:
        cell.quotePrefix = True  # still a text once somebody has edited the cell
    return cell


def escape_xml(text: str) -> str:
    """`text` as a cell of a workbook can hold it, cut at the limit of a cell."""
    escaped = NO_XML.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    if len(escaped) * 2 <= CELL_LIMIT or len(escaped.encode("utf-16-le")) // 2 <= CELL_LIMIT:
        return escaped
    return escaped.encode("utf-16-le")[: 2 * CELL_LIMIT].decode("utf-16-le", "ignore")


def unescape_xml(text: str) -> str:
    """What `escape_xml` was given; « _x000D_ », which Excel writes for a line end, becomes one."""
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


class Blocks:
    """The content of `file`, block by block; closes it at the end, and also where nobody reads it to the end."""

    def __init__(self, file: IO[bytes]):
        self.file = file

    def __iter__(self) -> Iterator[bytes]:
        with self.file as file:
            while block := file.read(BLOCK):
                yield block

    def close(self) -> None:
        self.file.close()

    __del__ = close
