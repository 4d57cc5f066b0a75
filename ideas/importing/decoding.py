"""From the bytes of a file to its text."""

import codecs
import io
import re
import zipfile
from contextlib import suppress
from dataclasses import dataclass

from charset_normalizer import from_bytes
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ideas.importing.errors import NotAListOfIdeas

MAX_BYTES = 50 * 1024 * 1024
SAMPLE_BYTES = 200_000

# The longer mark first: UTF-32 little-endian begins with the mark of UTF-16.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SINGLE_BYTE_ENCODINGS = ("cp1252", "mac_roman", "iso8859_15", "cp850")
EXPECTED = frozenset(
    "éèêëàâäçùûüôöîïœæñíóáúßÉÈÊËÀÂÄÇÙÛÜÔÖÎÏŒÆÑ«»’‘“”…–—€°·•²³½§£\u00a0"  # what French and English texts hold
)
CAPITAL_INSIDE_A_WORD = re.compile(r"(?<=[a-zà-ÿ])[À-ÖØ-ÞŒŸ]")
STRAY_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")

WORKBOOK = _(
    "This is a workbook of another kind: open it, save it as “Excel workbook (.xlsx)” or “CSV UTF-8”, "
    "and import that file."
)
SIGNATURES = (
    (b"%PDF", _("This is a PDF document, not a CSV file: export the list of ideas as CSV.")),
    (b"\xd0\xcf\x11\xe0", WORKBOOK),
    (b"\x89PNG", _("This is an image, not a CSV file.")),
    (b"\xff\xd8\xff", _("This is an image, not a CSV file.")),
    (b"GIF8", _("This is an image, not a CSV file.")),
    (b"\x1f\x8b", _("This is a compressed archive: extract the CSV file from it first.")),
    (b"Rar!", _("This is a compressed archive: extract the CSV file from it first.")),
    (b"7z\xbc\xaf", _("This is a compressed archive: extract the CSV file from it first.")),
    (b"{\\rtf", _("This is a text document, not a CSV file.")),
)
MARKUP_OPENINGS = re.compile(r"\A\s*(<!doctype|<html|<\?xml|\[?\s*\{\s*\")", re.IGNORECASE)
BINARY = _("This file does not hold text: a CSV file is expected.")


@dataclass(frozen=True)
class Decoded:
    """The text of a file and the name of the encoding it was read with.

    Bytes that do not fit an otherwise UTF-8 file stay as lone surrogates: their rows are refused.
    """

    text: str
    encoding: str


def decode(data: bytes, *, encoding: str | None = None) -> Decoded:
    """The text of `data`, its encoding guessed unless `encoding` names it.

    Raises NotAListOfIdeas for an empty, oversized or binary file and for a wrong `encoding`.
    """
    _refuse_what_is_no_text(data)
    if encoding:
        decoded = _as_told(data, encoding)
    else:
        decoded = _with_mark(data) or _utf16_without_mark(data) or _utf8(data) or _single_byte(data)
    _refuse_what_is_no_table(decoded.text)
    return decoded


def check_weight(data: bytes) -> None:
    """Raise NotAListOfIdeas when the file is heavier than any list of ideas."""
    if len(data) > MAX_BYTES:
        raise NotAListOfIdeas(
            format_lazy(
                _("The file weighs {size} MB; the limit is {limit} MB."),
                size=-(-len(data) // (1024 * 1024)),
                limit=MAX_BYTES // (1024 * 1024),
            )
        )


def _refuse_what_is_no_text(data: bytes) -> None:
    check_weight(data)
    if data.startswith(b"PK\x03\x04"):
        raise NotAListOfIdeas(_archive_sentence(data))
    for signature, sentence in SIGNATURES:
        if data.startswith(signature):
            raise NotAListOfIdeas(sentence)


def _archive_sentence(data: bytes):
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except zipfile.BadZipFile:
        names = []
    if any(name.startswith("xl/") or name == "content.xml" for name in names):
        return WORKBOOK
    if any(name.startswith("word/") for name in names):
        return _("This is a text document, not a CSV file.")
    return _("This is a compressed archive: extract the CSV file from it first.")


def _refuse_what_is_no_table(text: str) -> None:
    if not text.strip("\ufeff\x00 \t\r\n"):
        raise NotAListOfIdeas(_("The file is empty."))
    sample = text[:SAMPLE_BYTES]
    if len(STRAY_CONTROLS.findall(sample)) > len(sample) // 100 + 2:
        raise NotAListOfIdeas(BINARY)
    if MARKUP_OPENINGS.match(sample):
        raise NotAListOfIdeas(_("This is a web page or a data exchange file, not a CSV file."))


def _as_told(data: bytes, encoding: str) -> Decoded:
    try:
        text = data.decode(encoding)
    except LookupError:
        raise NotAListOfIdeas(format_lazy(_("The encoding “{name}” is unknown."), name=encoding)) from None
    except UnicodeError:
        raise NotAListOfIdeas(
            format_lazy(_("This file is not written in “{name}”: let the encoding be guessed."), name=encoding)
        ) from None
    return Decoded(text.removeprefix("\ufeff"), encoding)


def _with_mark(data: bytes) -> Decoded | None:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            # A damaged byte must not refuse the whole file, only the row it is in.
            errors = "surrogateescape" if encoding == "utf-8-sig" else "replace"
            return Decoded(data.decode(encoding, errors), encoding)
    return None


def _utf16_without_mark(data: bytes) -> Decoded | None:
    sample = data[:SAMPLE_BYTES]
    half = len(sample) // 2 or 1
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    for zeros, others, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if zeros > 0.3 and others < 0.05:
            try:
                return Decoded(data.decode(encoding), encoding)
            except UnicodeDecodeError:
                return None
    return None


def _utf8(data: bytes) -> Decoded | None:
    with suppress(UnicodeDecodeError):
        return Decoded(data.decode("utf-8"), "utf-8")
    text = data.decode("utf-8", "surrogateescape")
    damaged = sum(1 for char in text if "\udc80" <= char <= "\udcff")
    sound = sum(1 for char in text if char > "\x7f") - damaged
    # Mostly sound: read otherwise, every accent of the file would be turned into two wrong letters.
    return Decoded(text, "utf-8") if sound > damaged else None


def _single_byte(data: bytes) -> Decoded:
    if len(re.findall(rb"[\x00-\x08\x0e-\x1f]", data[:SAMPLE_BYTES])) > len(data[:SAMPLE_BYTES]) // 100 + 2:
        raise NotAListOfIdeas(BINARY)
    best, best_share = None, 0.0
    for encoding in SINGLE_BYTE_ENCODINGS:
        share = _plausible_share(data, encoding)
        if share > best_share:
            best, best_share = encoding, share
    if best is None or best_share < 0.7:
        guess = from_bytes(data).best()
        best = guess.encoding if guess else best
    if best is None:
        raise NotAListOfIdeas(BINARY)
    return Decoded(data.decode(best), best)


def _plausible_share(data: bytes, encoding: str) -> float:
    """Share of the non-ASCII characters that French and English texts hold, 0 when it cannot be read."""
    try:
        text = data[:SAMPLE_BYTES].decode(encoding)
    except UnicodeDecodeError:
        return 0.0
    foreign = [char for char in text if char > "\x7f"]
    expected = sum(1 for char in foreign if char in EXPECTED) - len(CAPITAL_INSIDE_A_WORD.findall(text))
    return expected / len(foreign) if foreign else 0.0
