"""Workbooks for the tests, made in memory; and ways to damage them as the real world does."""

import io
import re
import zipfile

from openpyxl import Workbook


def book_of(rows, *, title="Feuil1", others=(), prepare=None) -> bytes:
    """A workbook whose sheet `title` holds `rows`; `others` are (title, rows) placed before it."""
    book = Workbook()
    book.remove(book.active)
    for name, content in (*others, (title, rows)):
        sheet = book.create_sheet(name)
        for row in content:
            sheet.append(row)
    if prepare:
        prepare(book, book[title])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def edited(data: bytes, part: str, change) -> bytes:
    """The same workbook with one part changed: `change(bytes) -> bytes`; None removes it, a new part is added."""
    source, target = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for info in source.infolist():
            content = source.read(info.filename)
            content = change(content) if info.filename == part else content
            if content is not None:
                packed.writestr(info.filename, content)
        if part not in source.namelist():
            packed.writestr(part, change(b""))
    return target.getvalue()


def with_dimension(data: bytes, dimension: str) -> bytes:
    """The same workbook whose sheet claims other bounds than its own."""
    return edited(
        data,
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(rb'<dimension ref="[^"]*"', f'<dimension ref="{dimension}"'.encode(), xml),
    )
