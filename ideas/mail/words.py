"""What a person wrote in a mail: without what it quotes and without its signature. Pure, and linear in the text.

Hand-written: of the libraries tried, the one for French takes minutes for a hostile line of 80 kB, and a mailbox takes
mails from anybody.
"""

import html
import re

import nh3

QUOTE_MARK = ">"
DELIMITER = re.compile(r"--\s?")  # RFC 3676, 4.3
WRITES = re.compile(r"(?:le|on|am)\b.{0,240}\b(?:a écrit|wrote|schrieb)\b.{0,60}:", re.IGNORECASE)
FORWARDED = re.compile(
    r"[-_]{2,}\s?(?:original message|message d.origine|message transféré|forwarded message|message original)\b.*",
    re.IGNORECASE,
)
FROM = re.compile(r"\*?(?:de|from|von)\s?:\*?\s.{1,300}", re.IGNORECASE)
OTHER_HEAD = re.compile(
    r"\*?(?:envoyé|sent|date|à|to|cc|objet|subject|gesendet|an|betreff)\s?:\*?(?:\s.*)?", re.IGNORECASE
)
TELEPHONE = re.compile(
    r"(?:envoyé (?:de mon|depuis)|sent from (?:my|outlook)|(?:télécharger|obtenir|get) outlook)\b.{0,120}",
    re.IGNORECASE,
)
CLOSING = re.compile(
    r"(?:(?:bien )?cordialement|(?:bien )?à vous|sincères salutations|bonne (?:journée|soirée|réception)|"
    r"(?:kind|best|warm) regards|regards|sincerely|cheers)\b.{0,40}",
    re.IGNORECASE,
)
HEAD_LINES, SIGNATURE_LINES, SHORT = 5, 10, 80
PREFIX = re.compile(r"(?:(?:re|fwd?|tr|aw|wg)\s?:\s*)+", re.IGNORECASE)
BLOCK_END = re.compile(r"<(?:br|/p|/div|/li|/tr|/h[1-6]|/blockquote)\b[^>]{0,200}>", re.IGNORECASE)
HIDDEN_TAGS = {"script", "style", "title", "blockquote"}  # a quoted part of a mail in HTML is one


def own_words(text: str) -> str:
    """The text above what is quoted or forwarded, without its signature; a mail that only forwards is kept whole."""
    lines = [line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    above = lines[: _end(lines)]
    own = _without_signature([line for line in above if not line.startswith(QUOTE_MARK)])
    if not any(own) and any(line and not line.startswith(QUOTE_MARK) for line in lines):
        own = [line for line in lines if not line.startswith(QUOTE_MARK)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(own)).strip()


def _end(lines) -> int:
    """Where somebody else's words begin."""
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if FORWARDED.fullmatch(line) or WRITES.fullmatch(line[:400]):
            return number
        if WRITES.fullmatch(f"{line} {following}"[:400]):  # a long name breaks the line
            return number
        near = lines[number + 1 : number + HEAD_LINES]
        if FROM.fullmatch(line) and sum(bool(OTHER_HEAD.fullmatch(head)) for head in near) >= 2:
            return number
    return len(lines)


def _without_signature(lines) -> list[str]:
    for number, line in enumerate(lines):
        if DELIMITER.fullmatch(line) or TELEPHONE.fullmatch(line):
            return lines[:number]
    written = [number for number, line in enumerate(lines) if line]
    for number in written[-SIGNATURE_LINES:]:
        rest = lines[number:]
        if number != written[0] and CLOSING.fullmatch(rest[0]) and all(len(line) <= SHORT for line in rest):
            return lines[:number]
    return lines


def plain_of(markup: str) -> str:
    """The text of a mail in HTML; what it quotes is left out."""
    broken = BLOCK_END.sub(lambda end: end.group() + "\n", markup)
    return html.unescape(nh3.clean(broken, tags=set(), attributes={}, clean_content_tags=HIDDEN_TAGS))


def subject_of(header: str) -> str:
    """A subject without Re: and Fwd:, on one line."""
    return PREFIX.sub("", " ".join(header.split()), count=1)
