"""A mail as it came, read into plain facts, whatever it holds. Nothing is written."""

import hashlib
import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from uuid import UUID

from ideas.mail.words import own_words, plain_of, subject_of
from parkour.core.text import UNSTORABLE

TEXT, SUBJECT, NAME = 200_000, 200, 120  # what is looked at; the contribution has limits of its own
MOST_PARTS, MOST_FILES = 200, 20
OURS = re.compile(r"<([0-9a-f-]{36})@parkour>")
CALENDARS = {"text/calendar", "application/ics"}
REPLY = re.compile(r"^METHOD:REPLY\s*$", re.I | re.M)
EVENT = 50_000
BULK = {"bulk", "junk", "list", "auto_reply"}


@dataclass(frozen=True)
class MailFile:
    name: str
    data: bytes


@dataclass(frozen=True)
class ReadMail:
    """`key`: what makes a second copy recognisable (its Message-ID, else its content).

    `answers`: our own mails that it answers. `automatic`: written by no person. `proofs`: what the mail servers on
    the way say of its sender (Authentication-Results), the nearest first. `event_reply`: what a calendar program
    answers to an invitation, in the form of iCalendar.
    """

    key: str
    sender: str
    sender_name: str
    subject: str
    text: str
    files: tuple[MailFile, ...]
    answers: tuple[UUID, ...]
    automatic: bool
    proofs: tuple[str, ...]
    event_reply: str = ""


def read_mail(raw: bytes) -> ReadMail:
    """The facts of a mail. What cannot be read of it is left empty; never raises for what somebody sent."""
    message = BytesHeaderParser().parsebytes(raw)  # its head as it came: the modern parser stumbles over some
    modern = message_from_bytes(raw, policy=policy.default)
    name, address = _sender(message)
    text, files = _content(modern)
    identity = _header(message, "Message-ID").strip()
    return ReadMail(
        key=hashlib.sha256(identity.encode("utf-8", "replace") if identity else raw).hexdigest(),
        sender=address,
        sender_name=name,
        subject=subject_of(_decoded(modern, "Subject"))[:SUBJECT],
        text=own_words(text),
        files=tuple(files[:MOST_FILES]),
        answers=tuple(_ours(_header(message, "In-Reply-To") + _header(message, "References"))),
        automatic=_is_automatic(message, address, identity),
        proofs=tuple(_clean(str(value)) for value in message.get_all("Authentication-Results", [])),
        event_reply=_event_reply(modern),
    )


def _header(message, name) -> str:
    return _clean(str(message.get(name, "")))[:5_000]


def _decoded(modern: EmailMessage, name) -> str:
    try:
        return _clean(str(modern.get(name, "")))
    except Exception:  # the parser of headers of the standard library stumbles over some
        return ""


def _clean(text) -> str:
    return UNSTORABLE.sub("", text.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def _sender(message):
    """(name, address in small letters) of the one who wrote; ("", "") for none, or for several."""
    found = getaddresses([_header(message, "From")])
    if len(found) != 1 or "@" not in found[0][1] or len(message.get_all("From", [])) != 1:
        return "", ""
    name, address = found[0]
    return _words_of(name)[:NAME], address.strip().lower()[:254]


def _words_of(encoded):
    probe = EmailMessage()
    try:
        probe["Subject"] = encoded
        return str(probe["Subject"])
    except Exception:  # not an encoded word after all
        return encoded


def _ours(headers):
    for match in OURS.finditer(headers.lower()):
        try:
            yield UUID(match[1])
        except ValueError:
            continue


def _is_automatic(message, address, identity) -> bool:
    """RFC 3834 and the habits of mail programs: answers, reports and lists are not a person's contribution."""
    submitted = _header(message, "Auto-Submitted").strip().lower()
    return bool(
        (submitted and not submitted.startswith("no"))
        or _header(message, "Precedence").strip().lower() in BULK
        or message.get("X-Autoreply")
        or message.get("X-Autorespond")
        or message.get("List-Id")
        or _header(message, "Return-Path").strip() == "<>"
        or message.get_content_type() == "multipart/report"
        or address.partition("@")[0] in {"mailer-daemon", "postmaster"}
        or OURS.search(identity.lower())
    )


def _content(message) -> tuple[str, list[MailFile]]:
    """(the words of the mail, its files). The first plain text counts, else the first HTML."""
    plain, markup, files = "", "", []
    for number, part in enumerate(message.walk()):
        if number >= MOST_PARTS:
            break
        if part.is_multipart():
            continue
        kind, name = part.get_content_type(), _file_name(part)
        if name or part.get_content_disposition() == "attachment" or not kind.startswith("text/"):
            if (data := _bytes_of(part)) and not kind.startswith("message/"):
                files.append(MailFile(name, data))
        elif kind == "text/plain" and not plain:
            plain = _text_of(part)
        elif kind == "text/html" and not markup:
            markup = _text_of(part)
    return plain if plain.strip() else plain_of(markup), files


def _event_reply(message) -> str:
    """The first part that answers an invitation: METHOD says it in the text, whatever the headers say. "" for none."""
    for number, part in enumerate(message.walk()):
        if number >= MOST_PARTS:
            break
        if part.get_content_type() in CALENDARS:
            text = _text_of(part)
            if REPLY.search(text[:EVENT]) and len(text) <= EVENT:
                return text
    return ""


def _file_name(part) -> str:
    try:
        return _clean(part.get_filename() or "")
    except Exception:  # a name in an encoding that nobody knows
        return ""


def _bytes_of(part) -> bytes:
    try:
        return part.get_payload(decode=True) or b""
    except Exception:  # not what its encoding says
        return b""


def _text_of(part) -> str:
    data, charset = _bytes_of(part)[:TEXT], part.get_content_charset() or "utf-8"
    try:
        return _clean(data.decode(charset, "replace"))
    except (LookupError, UnicodeError):
        return _clean(data.decode("utf-8", "replace"))
