"""Office documents, which are packed files: of a known kind, whole, not locked, without macros, and no bomb."""

import io
import re
import zipfile
import zlib

from django.utils.translation import gettext_lazy as _

from ideas.files.errors import NotTaken
from ideas.importing.packing import MAX_PARTS, MAX_UNPACKED

# A sheet of a thousand equal rows is packed 60 times; a bomb a thousand times.
MOST_SWOLLEN, LIGHT = 200, 1024 * 1024
BLOCK = 256 * 1024
LONGEST_INDEX = 1024 * 1024
END_RECORD = 22
OPC = "application/vnd.openxmlformats-officedocument."
MICROSOFT = {
    f"{OPC}wordprocessingml.document.main+xml": ".docx",
    f"{OPC}spreadsheetml.sheet.main+xml": ".xlsx",
    f"{OPC}presentationml.presentation.main+xml": ".pptx",
}
OPEN_DOCUMENT = {
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.oasis.opendocument.presentation": ".odp",
}
PROGRAMS = re.compile(r"(^|/)((vbaproject|vbadata|activex|oleobject)|(basic|scripts|macrosheets)/)", re.IGNORECASE)
TEMPLATE_FROM_OUTSIDE = re.compile(rb"attachedTemplate[^>]*TargetMode\s*=\s*[\"']External", re.IGNORECASE)
TYPE = re.compile(r"ContentType\s*=\s*[\"']([^\"']{1,200})[\"']")
UNREADABLE = _("This document is damaged or incomplete: save it again and send the new file.")
UNKNOWN = _("This packed file is no document that can be read here: send a PDF, or photos.")


def read_packed(data: bytes) -> str:
    """The ending (".docx", ".odt"…) that tells what the document is. Raises NotTaken, with the reason."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        _check_frame(archive, data)
        _check_parts(archive)
        _unpack(archive)
        return _kind(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise NotTaken(UNREADABLE) from error


def _check_frame(archive, data):
    """Nothing before the first part and nothing after the end: the file is one thing only."""
    first = min((part.header_offset for part in archive.infolist()), default=-1)
    if first != 0 or data[-END_RECORD:][:4] != b"PK\x05\x06":
        raise NotTaken(UNREADABLE)


def _check_parts(archive):
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise NotTaken(_("This document is locked by a password: save it without one and send it again."))
    too_heavy = len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED
    if too_heavy or any(_is_swollen(part) for part in parts):
        raise NotTaken(_("Unpacked, this document is far too heavy: send a PDF of it."))
    names = [part.filename for part in parts]
    if len(set(names)) != len(names) or any(_leaves_its_folder(name) for name in names):
        raise NotTaken(UNREADABLE)
    if any(PROGRAMS.search(name) for name in names):
        raise _has_macros()


def _is_swollen(part):
    return part.file_size > max(LIGHT, MOST_SWOLLEN * part.compress_size)


def _leaves_its_folder(name):
    return name.startswith("/") or "\\" in name or ".." in name.split("/") or "\x00" in name


def _has_macros():
    return NotTaken(_("This document contains macros or another program: save it without them, or as a PDF."))


def _unpack(archive):
    """Every part is read to its end, never further than it declares: zipfile compares its sum."""
    for part in archive.infolist():
        kept = b""
        with archive.open(part) as stream:
            while block := stream.read(BLOCK):
                if part.filename.endswith(".rels") and TEMPLATE_FROM_OUTSIDE.search(kept + block):
                    raise _has_macros()
                kept = block[-1024:]


def _kind(archive):
    names = set(archive.namelist())
    if "mimetype" in names:
        return _open_document(archive, names)
    if "[Content_Types].xml" not in names or "_rels/.rels" not in names:
        raise NotTaken(UNKNOWN)
    types = set(TYPE.findall(_text(archive, "[Content_Types].xml")))
    if any("macroenabled" in kind.lower() or "vbaproject" in kind.lower() for kind in types):
        raise _has_macros()
    endings = {MICROSOFT[kind] for kind in types & set(MICROSOFT)}
    if len(endings) != 1:
        raise NotTaken(UNKNOWN)
    return endings.pop()


def _open_document(archive, names):
    first, kind = archive.infolist()[0], _text(archive, "mimetype")
    if first.filename != "mimetype" or kind not in OPEN_DOCUMENT or "content.xml" not in names:
        raise NotTaken(UNKNOWN)
    manifest = _text(archive, "META-INF/manifest.xml") if "META-INF/manifest.xml" in names else ""
    if "encryption-data" in manifest:
        raise NotTaken(_("This document is locked by a password: save it without one and send it again."))
    return OPEN_DOCUMENT[kind]


def _text(archive, name):
    with archive.open(name) as part:
        return part.read(LONGEST_INDEX).decode("utf-8", "replace")
