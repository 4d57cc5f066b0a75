"""From the bytes of a file to its table, whatever kind of file it is."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ideas.importing.decoding import decode
from ideas.importing.errors import NotAListOfIdeas
from ideas.importing.packing import is_workbook
from ideas.importing.table import Table, read_table
from ideas.importing.workbook import read_workbook


@dataclass(frozen=True)
class Source:
    """A table and where it stood: `encoding` is empty for a workbook, `sheet` and `sheets` for a CSV file."""

    table: Table
    encoding: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()


def read_source(
    data: bytes,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    limit: int | None = None,
) -> Source:
    """The table of a CSV file or of a workbook, its first `limit` records only when told so.

    `encoding` and `delimiter` are about CSV files, `sheet` about workbooks; what is not told is found.
    Raises NotAListOfIdeas, with one sentence, for a file that holds no table.
    """
    if is_workbook(data):
        book = read_workbook(data, sheet=sheet, limit=limit)
        return Source(book.table, sheet=book.sheet, sheets=book.sheets)
    decoded = decode(data, encoding=encoding)
    if sheet:
        raise NotAListOfIdeas(_("A CSV file has no sheets: leave the name of the sheet out."))
    return Source(read_table(decoded.text, delimiter=delimiter, limit=limit), encoding=decoded.encoding)
