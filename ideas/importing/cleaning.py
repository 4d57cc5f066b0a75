"""From a cell to the plain text of a person: markup out, words and paragraphs kept."""

import html
import re
import unicodedata
from html.parser import HTMLParser
from itertools import islice

import nh3
from django.utils.translation import gettext_lazy as _

from ideas.importing.errors import CellRefused
from parkour.core.formulas import unguard

BLOCKS = frozenset({"p", "div", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "table"})
LINES = frozenset({"br", "tr", "hr"})
KEPT_TAGS = BLOCKS | LINES | {"li", "a", "td", "th"}

# Known names only: « <3 » or « le <nom du client> » in a plain text is not markup.
MARKUP = re.compile(
    r"</?(?:p|br|div|span|a|b|i|u|strong|em|ul|ol|li|h[1-6]|table|tbody|tr|td|th|img|font|blockquote|hr"
    r"|script|style|sup|sub|pre|code)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")

LONE_SURROGATES = re.compile(r"[\ud800-\udfff]")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# Windows letters read as Latin-1 end up as these controls: « l\x92équipe » is « l’équipe ».
WINDOWS_LETTERS = {code: letter for code in range(0x80, 0xA0) if (letter := bytes([code]).decode("cp1252", "ignore"))}
# Zero-width marks and marks that turn the direction of a line; never letters.
INVISIBLE = re.compile(r"[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
# A joiner holds an emoji or a letter of another script together; after a Latin letter it is debris.
STRAY_JOINER = re.compile(r"(?:(?<=[\x00-\u024f])|^)[\u200c\u200d]")
# French sets a no-break space here; elsewhere in markup it is layout.
LAYOUT_NO_BREAK_SPACE = re.compile(r"(?<!«)\u00a0(?![:;!?»%€])")


def clean_text(raw: str) -> str:
    """The plain text of a cell, paragraphs kept, in NFC, lines ending in a line feed.

    Cells beginning with = + - @ stay as they are: neutralising them belongs to an export. The apostrophe
    with which one did so is taken away. Raises CellRefused when the cell holds bytes that could not be read.
    """
    raw = unguard(_readable(raw))
    text = _from_markup(raw) if MARKUP.search(raw) else ENTITY.sub(lambda match: html.unescape(match[0]), raw)
    return _tidy(text)


def clean_line(raw: str) -> str:
    """The same on one line: for titles, names and categories. Raises CellRefused as clean_text does."""
    return " ".join(clean_text(raw).split())


def has_letters(text: str, count: int) -> bool:
    """Whether `text` has `count` letters or more; reads no further than that."""
    return sum(1 for _letter in islice(filter(str.isalpha, text), count)) == count


def text_as_written(raw: str) -> str:
    """The text of a cell of our own export, which was clean when it left: only its guard is taken away."""
    text = unguard(_readable(raw)).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return unicodedata.normalize("NFC", text).strip()


def _readable(raw: str) -> str:
    if LONE_SURROGATES.search(raw):
        raise CellRefused("unreadable", _("This row holds characters that cannot be read in the encoding of the file."))
    return raw


def _from_markup(raw: str) -> str:
    collapsed = re.sub(r"[ \t\r\n]+", " ", raw)
    safe = nh3.clean(collapsed, tags=set(KEPT_TAGS), attributes={"a": {"href"}}, link_rel=None)
    writer = _PlainTextWriter()
    writer.feed(safe)
    writer.close()
    return LAYOUT_NO_BREAK_SPACE.sub(" ", "".join(writer.parts))


def _tidy(text: str) -> str:
    if text.isprintable():  # one line without any of the signs below, as most cells are
        return unicodedata.normalize("NFC", text).strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    text = CONTROLS.sub("", text.translate(WINDOWS_LETTERS))
    text = STRAY_JOINER.sub("", INVISIBLE.sub("", text))
    text = unicodedata.normalize("NFC", text)
    lines = [line.rstrip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _PlainTextWriter(HTMLParser):
    """Writes the text of already safe, well-formed markup."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._links: list[tuple[str, int]] = []

    def handle_starttag(self, tag, attrs):
        if tag in BLOCKS:
            self.parts.append("\n\n")
        elif tag in LINES:
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag == "a":
            self._links.append((dict(attrs).get("href") or "", len(self.parts)))

    def handle_endtag(self, tag):
        if tag in BLOCKS:
            self.parts.append("\n\n")
        elif tag in ("td", "th"):
            self.parts.append(" ")
        elif tag == "a" and self._links:
            self._write_address(*self._links.pop())

    def handle_data(self, data):
        # What follows a break begins a line: a space there would only be the source's own line end.
        begins_line = not self.parts or self.parts[-1].endswith("\n")
        if words := data.lstrip(" ") if begins_line else data:
            self.parts.append(words)

    def _write_address(self, href: str, start: int) -> None:
        words = "".join(self.parts[start:]).strip()
        if href.startswith(("http://", "https://")) and href.rstrip("/") not in words and words not in href:
            self.parts.append(f" ({href})")
