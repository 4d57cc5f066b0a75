"""Office documents that tell nobody who made them: properties taken out, and refused when a name stands elsewhere.

A document is an allow-list: parts of a kind we know, each looked through. What is known to name people or machines is
taken out where nothing is lost by it; what people wrote there on purpose (comments, changes to accept) is theirs to
remove, and they are told how. Dates of the package go too.
"""

import io
import re
import zipfile
from pathlib import PurePosixPath

from django.utils.translation import gettext_lazy as _

from ideas.files.errors import NotTaken

NEVER = (1980, 1, 1, 0, 0, 0)  # the first day that a package can hold
EMPTY = {
    "docProps/core.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp='
    b'"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
    "meta.xml": b'<?xml version="1.0" encoding="UTF-8"?><office:document-meta xmlns:office='
    b'"urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3"/>',
}
MARK = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # of a JPEG, among its pixels
TEXTS = frozenset({".xml", ".rels", ".rdf", ""})
JPEG, PNG = frozenset({".jpg", ".jpeg"}), frozenset({".png"})
SHOWN_BY_PNG = frozenset(
    {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"pHYs"}
)
LEFT_OUT = re.compile(r"^(docProps/thumbnail\.\w+|(?:xl|word|ppt)/printerSettings/[^/]+|layout-cache)$")
# Of a part in words: what is taken out, without any loss to whoever reads it.
TAKEN_OUT = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        rb"<Relationship\b[^>]*\b(?:thumbnail|printerSettings)\b[^>]*/>",
        rb"<x15ac:absPath\b[^>]*/>",  # the folder of whoever saved it
        rb"<w:rsids>.*?</w:rsids>",  # numbers that two documents of one person share
        rb"\sw:rsid\w*=\"[0-9A-Fa-f]{8}\"",
        rb"<w1[45]:docId\b[^>]*/>",
        rb"<config:config-item\b[^>]*config:name=\"(?:Printer\w*|Rsid\w*|CurrentDatabase\w*)\"[^>]*>[^<]*</config:config-item>",
    )
)
PAGE_SETUP = re.compile(rb"(<pageSetup\b[^>]*?)\sr:id=\"[^\"]*\"")
# What names somebody, or a machine, and was written there on purpose, or where we know of no way to take it out.
NAMES = re.compile(
    rb"[\s:](?:author|initials|userName|lastModifiedBy|displayName|providerId|userId)\s*=\s*[\"'][^\"']"
    rb"|<(?:\w+:)?(?:author|authors|creator|lastModifiedBy|initial-creator|printed-by|sender-\w+|author-\w+|manager|company|UserInfo|DisplayName|AccountId|_dlc_\w+)[\s>/]"
    rb"|file:///|\\\\Users\\\\|[A-Za-z]:\\(?:Users|Documents)|/(?:home|Users)/\w|-my\.sharepoint\.com/personal/",
    re.IGNORECASE,
)
SIGNED = re.compile(
    r"(^|/)(_xmlsignatures|META-INF/documentsignatures\.xml|people\.xml|persons/|commentAuthors|authors\.xml)"
)
NAMED = _(
    "This document names people, in comments, in tracked changes or in links: accept the changes, delete the comments, "
    "save it again and choose it again. Or send photos of its pages."
)
UNKNOWN = _(
    "This document holds something that may tell who made it, and that cannot be taken out here. Copy its text into a "
    "new document, or send photos of its pages."
)
A_PDF = _(
    "A PDF tells who made it and when, where nobody looks. Take photos of its pages, or screenshots, and send those: "
    "they tell nothing but what they show."
)


def nameless(data: bytes, ending: str) -> bytes:
    """`data`, a document that was read and is whole, without what tells who made it, when and where.

    Raises NotTaken, with how to take it out, when that cannot be done.
    """
    if ending == ".pdf":
        raise NotTaken(A_PDF)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as clean:
        for part in archive.infolist():
            if part.is_dir() or LEFT_OUT.match(part.filename):
                continue
            how = zipfile.ZIP_STORED if part.filename == "mimetype" else zipfile.ZIP_DEFLATED
            facts = zipfile.ZipInfo(part.filename, NEVER)
            facts.compress_type, facts.create_system, facts.external_attr = how, 0, 0
            clean.writestr(facts, _part(part.filename, archive.read(part)))
    return out.getvalue()


def _part(name, data):
    if name in EMPTY:
        return EMPTY[name]
    if SIGNED.search(name):
        raise NotTaken(NAMED)
    ending = PurePosixPath(name).suffix.lower()
    if ending in TEXTS and not name.lower().startswith("thumbnails/"):
        return _text(data)
    if ending in JPEG and data.startswith(b"\xff\xd8"):
        return bare_jpeg(data)
    if ending in PNG and data.startswith(b"\x89PNG\r\n\x1a\n"):
        return bare_png(data)
    raise NotTaken(UNKNOWN)


def _text(data):
    """The words of a part; another writing than one byte a sign could hide what is looked for."""
    if b"\x00" in data:
        raise NotTaken(UNKNOWN)
    for pattern in TAKEN_OUT:
        data = pattern.sub(b"", data)
    data = PAGE_SETUP.sub(rb"\1", data)
    if NAMES.search(data):
        raise NotTaken(NAMED)
    return data


def bare_jpeg(data: bytes) -> bytes:
    """The picture without what a camera or a program notes beside it (place, device, comments). Raises NotTaken."""
    kept, at = [data[:2]], 2
    while at + 2 <= len(data) and data[at] == 0xFF:
        mark, end = data[at + 1], at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if mark == 0xD9:  # what stands behind the picture goes
            return b"".join([*kept, data[at : at + 2]])
        if mark == 0xDA:  # the pixels, which another mark ends
            after = MARK.search(data, end)
            end = after.start() if after else len(data)
        noted = (0xE1 <= mark <= 0xEF and mark != 0xEE) or mark == 0xFE
        if not noted:
            kept.append(data[at:end])
        at = end
    raise NotTaken(UNKNOWN)


def bare_png(data: bytes) -> bytes:
    """The picture without anything but its pixels and how to show them. Raises NotTaken."""
    kept, at = [data[:8]], 8
    while at + 12 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        end = at + 12 + length
        if kind in SHOWN_BY_PNG:
            kept.append(data[at:end])
        if kind == b"IEND":
            return b"".join(kept)
        at = end
    raise NotTaken(UNKNOWN)
