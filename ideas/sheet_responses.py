"""Rows as a file for a spreadsheet, sent as it is made."""

from django.http import StreamingHttpResponse
from django.utils.translation import get_language

from parkour.core import clock
from parkour.core.sheets import CSV_TYPE, XLSX_TYPE, Blocks, csv_chunks, xlsx_file


def sheet_response(rows, kind: str, *, name: str, title: str, widths=()) -> StreamingHttpResponse:
    """The rows as an attachment of `kind` (csv, xlsx). Excel in French wants semicolons, in English commas."""
    if kind == "csv":
        delimiter = ";" if (get_language() or "fr").startswith("fr") else ","
        response = StreamingHttpResponse(csv_chunks(rows, delimiter=delimiter), content_type=CSV_TYPE)
    else:
        response = StreamingHttpResponse(Blocks(xlsx_file(rows, title=title, widths=widths)), content_type=XLSX_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}-{clock.today():%Y-%m-%d}.{kind}"'
    response["X-Accel-Buffering"] = "no"
    return response
