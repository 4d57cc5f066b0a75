"""One file, whatever it is: what is kept of it, or why it is not taken. The content decides, never the name."""

import hashlib
import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ideas.files.errors import NotTaken
from ideas.files.names import clean_name
from ideas.files.packed import read_packed
from ideas.files.pdf import check_pdf
from ideas.files.pictures import Picture, is_picture, read_picture

WEBP, PDF = "image/webp", "application/pdf"
OPC = "application/vnd.openxmlformats-officedocument."
TYPES = {
    ".pdf": PDF,
    ".docx": f"{OPC}wordprocessingml.document",
    ".xlsx": f"{OPC}spreadsheetml.sheet",
    ".pptx": f"{OPC}presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odp": "application/vnd.oasis.opendocument.presentation",
}
# What a page offers to choose from; what is chosen is looked at all the same.
ACCEPTED = ",".join(["image/jpeg", "image/png", "image/webp", "image/heic", "image/heif", "image/gif", *TYPES])
MARKUP = re.compile(rb"\s*(<!doctype|<\?xml|<svg|<html|<script|<!--|<[a-z])", re.IGNORECASE)
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PACKED, END_OF_PACKED, PDF_BEGINS = b"PK\x03\x04", b"PK\x05\x06", b"%PDF-"
FAR = 66_000  # how far from its end a packed file is recognised by programs that read it from there


@dataclass(frozen=True)
class Read:
    """What is kept of a file: `picture` for a photo; of a document, the bytes as they came."""

    name: str
    content_type: str
    sha256: str
    picture: Picture | None = None


def read_file(data: bytes, name: str) -> Read:
    """What `data` is, under a clean name. Raises NotTaken with a sentence for whoever sent it."""
    digest = hashlib.sha256(data).hexdigest()
    if is_picture(data):
        _refuse_two_in_one(data)
        return Read(clean_name(name, ".webp", otherwise=_("photo")), WEBP, digest, read_picture(data))
    ending = _document(data)
    return Read(clean_name(name, ending, otherwise=_("document")), TYPES[ending], digest)


def _document(data):
    if data.startswith(PDF_BEGINS):
        _refuse_two_in_one(data[len(PDF_BEGINS) :])
        check_pdf(data)
        return ".pdf"
    if data.startswith(PACKED):
        return read_packed(data)
    raise NotTaken(_why_not(data))


def _refuse_two_in_one(data):
    """A photo that is a packed file as well, or a PDF, was made to deceive somebody."""
    if PDF_BEGINS in data[:1024] or END_OF_PACKED in data[-FAR:]:
        raise NotTaken(_("This file is two files in one: send each of them by itself."))


def _why_not(data):
    if not data:
        return _("This file is empty: choose it again.")
    if data.startswith(OLD_OFFICE):
        return _(
            "This document is in an old format, or locked by a password: save it as .docx, .xlsx, .pptx or PDF, "
            "without a password."
        )
    if data.startswith(PROGRAMS):
        return _("This file is a program: it cannot be sent here.")
    text = data
    for mark in BYTE_ORDER_MARKS:
        text = text.removeprefix(mark)
    if MARKUP.match(text.replace(b"\x00", b"")[:400]):
        return _("This file is a web page or a drawing made of text: send a photo of it, or a PDF.")
    return _("This kind of file cannot be sent here: send photos (JPEG, PNG, HEIC, WebP), a PDF or an office document.")
