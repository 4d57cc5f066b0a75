"""What a workbook is packed in: recognised, and refused before it swells."""

import io
import re
import zipfile

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ideas.importing.decoding import check_weight
from ideas.importing.errors import NotAListOfIdeas

MEGABYTE = 1024 * 1024
MAX_UNPACKED = 100 * MEGABYTE  # what all parts may weigh together once unpacked: fifty thousand long ideas
MAX_PARTS = 2_000
BLOCK = 64 * 1024
LONGEST_TAG = 256
MERGED_CELLS = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})[\"']"
)

Range = tuple[int, int, int, int]


def is_workbook(data: bytes) -> bool:
    """Whether `data` is a packed workbook of the kind Excel writes since 2007 (.xlsx, .xlsm)."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        return "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, ValueError):
        return False


def check_parts(archive: zipfile.ZipFile) -> None:
    """Raise NotAListOfIdeas when the parts are too many, too heavy once unpacked, or locked.

    The weight each part declares is the most that will be read of it: zipfile stops there.
    """
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise NotAListOfIdeas(_("This workbook is locked by a password: save it without one and send it again."))
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise NotAListOfIdeas(
            format_lazy(
                _("Unpacked, this workbook weighs more than {limit} MB: save its list alone, or as “CSV UTF-8”."),
                limit=MAX_UNPACKED // MEGABYTE,
            )
        )


def open_archive(data: bytes) -> zipfile.ZipFile:
    """The archive of a workbook. Raises NotAListOfIdeas as `check_parts` does, and for a file too heavy."""
    check_weight(data)
    archive = zipfile.ZipFile(io.BytesIO(data))
    check_parts(archive)
    return archive


def merged_ranges(archive: zipfile.ZipFile, part: str, *, above: int) -> list[Range]:
    """The merged ranges of a sheet that begin in its first `above` rows: (first row, first column, last row, last
    column), from 1. They stand at the end of the sheet, where a reader row by row comes too late.
    """
    found, kept = [], b""
    with archive.open(part) as stream:
        while block := stream.read(BLOCK):
            text = kept + block
            for match in MERGED_CELLS.finditer(text):
                first, last = int(match[2]), int(match[4])
                if first <= above:
                    found.append((first, _column(match[1]), last, _column(match[3])))
            kept = text[text.rfind(b"<") :][-LONGEST_TAG:] if b"<" in text[-LONGEST_TAG:] else b""
    return found


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
