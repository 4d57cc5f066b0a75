"""PDF files: whole, not locked, and without programs."""

import re

from django.utils.translation import gettext_lazy as _

from ideas.files.errors import NotTaken

BEGINS = re.compile(rb"%PDF-[12]\.\d")
LAST_START = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF[\s\x00]*\Z")
A_TABLE = re.compile(rb"\s{0,2}(xref\b|\d{1,10}\s+\d{1,5}\s+obj\b)")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
NAME_ENDS = rb"(?=[\s/<>\[\]()%]|\Z)"
LOCKED = re.compile(rb"/Encrypt" + NAME_ENDS)
# Programs, other programs to start, and files within the file. Named in the clear; what is packed in object streams
# stays a download that no page of ours opens.
ACTIVE = re.compile(rb"/(JavaScript|Launch|RichMedia|EmbeddedFiles?|XFA)" + NAME_ENDS)
TRAILING = 1024


def check_pdf(data: bytes) -> None:
    """Raise NotTaken for a file that is cut, locked or active."""
    if not BEGINS.match(data):
        raise NotTaken(_("This file is called a PDF and is none: save it again as a PDF."))
    start = LAST_START.search(data[-TRAILING:])
    if start is None or not A_TABLE.match(data[int(start[1]) : int(start[1]) + 40]):
        raise NotTaken(_("This PDF is incomplete: send it again."))
    plain = ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), data)
    if LOCKED.search(plain):
        raise NotTaken(_("This PDF is locked by a password: save it without one and send it again."))
    if ACTIVE.search(plain):
        raise NotTaken(_("This PDF contains a program or other files: print it to a new PDF and send that one."))
