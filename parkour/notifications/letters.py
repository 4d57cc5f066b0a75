"""The words of a mail: one letter, several about the same thing, or a list of what happened. Text and HTML."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import quote

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from parkour.notifications.kinds import kind_of
from parkour.notifications.models import Notification, OutgoingMail
from parkour.notifications.planning import is_digest
from parkour.notifications.unsubscribe import link_for, topic_of

LISTED = 50  # lines of a list; the rest is in the inbox
IN_FULL = 3  # so many letters are written out one below the other, more become a list
SUBJECT = 200


@dataclass(frozen=True)
class Letter:
    """Words for one person, already in their language. `action` is the verb of the link.

    `calendar` is an event for their calendar, in the form of iCalendar, that goes with the mail; `link` the absolute
    address to which the mail alone leads, when it is not the page. `alone`: its mail leaves by itself, since a mail of
    several leads to their pages.
    """

    title: str
    body: str
    action: str = ""
    calendar: str = ""
    link: str = ""
    alone: bool = False


@dataclass(frozen=True)
class Part:
    """A letter with the absolute address it leads to ("" for none)."""

    letter: Letter
    link: str = ""


@dataclass(frozen=True)
class Written:
    """A mail in words, ready for its row."""

    subject: str
    text: str
    html: str


def one_line(text) -> str:
    """`text` on one line: it cannot write a header."""
    # Only what breaks a line: the spaces that must not break (« … », 18 h) are kept.
    return " ".join(re.split(r"[ \t\r\n\f\v\x1c-\x1e\x85\u2028\u2029]+", str(text).strip()))


def absolute(url: str) -> str:
    """The absolute address of a path of this site, "" for none."""
    return settings.PARKOUR_BASE_URL + url if url else ""


def write_letter(letter: Letter, person, *, topic: str, url: str = "") -> Written:
    """The mail of one event to `person` (None: somebody we do not know), in the active language.

    `url` is a path of this site or an absolute address.
    """
    link = url if url.startswith(("http://", "https://")) else absolute(url)
    return _write(one_line(letter.title), [Part(letter, link)], person, topic)


def write_bundle(lead: OutgoingMail, notifications: Sequence[Notification], person) -> Written:
    """The mail that says at once what several would have said, in the language of `person`, newest last."""
    with translation.override(person.locale):
        digest = is_digest(lead.bundle)
        topic, count = topic_of(kind_of(lead.kind).group, digest=digest), len(notifications)
        if digest:
            title = ngettext("Your Friday summary: %(count)s message", "Your Friday summary: %(count)s messages", count)
            return _write_list(title % {"count": count}, notifications, person, topic)
        if count > IN_FULL or len({row.url for row in notifications}) > 1:
            title = ngettext("%(count)s message from Parkour", "%(count)s messages from Parkour", count)
            return _write_list(title % {"count": count}, notifications, person, topic)
        parts = [Part(Letter(row.title, row.body), absolute(row.url)) for row in notifications]
        parts = [*(Part(part.letter) for part in parts[:-1]), parts[-1]]  # one object: one link, at the end
        return _write(f"{notifications[0].title} (+{count - 1})", parts, person, topic)


def _write_list(title, notifications, person, topic):
    lines = [Part(Letter(row.title, ""), absolute(row.url)) for row in notifications[:LISTED]]
    more = max(len(notifications) - LISTED, 0)
    return _write(title, [], person, topic, lines=lines, more=more)


def _write(subject, parts, person, topic, **context):
    context |= {
        "subject": subject,
        "parts": parts,
        "person": person,
        "inbox": absolute(reverse("notifications:inbox")),
        "preferences": absolute(reverse("notifications:preferences")),
        "unsubscribe": link_for(person.pk if person else None, topic),
        "LANGUAGE_CODE": translation.get_language(),
    }
    text = render_to_string("notifications/mail.txt", {"lines": [], "more": 0, **context})
    html = render_to_string("notifications/mail.html", {"lines": [], "more": 0, **context})
    return Written(subject[:SUBJECT], text.strip() + "\n", html)


def message_for(row: OutgoingMail, connection=None) -> EmailMultiAlternatives:
    """The message of a row. Its Message-ID comes from the row: a second delivery is recognisable.

    Its headers name nobody but its reader.
    """
    headers = {"Message-ID": f"<{row.uuid}@parkour>", "Auto-Submitted": "auto-generated"}
    topic = topic_of(kind_of(row.kind).group, digest=is_digest(row.bundle))
    if link := link_for(row.recipient_id, topic):
        headers |= {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    message = EmailMultiAlternatives(
        subject=row.subject,
        body=row.body_text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[_address(row)],
        headers=headers,
        connection=connection,
    )
    if row.body_html:
        message.attach_alternative(row.body_html, "text/html")
    _attach(message, row.calendars)
    return message


def _attach(message, calendars):
    """Events go as files; a single one also as another form of the letter, which calendars offer to take over."""
    if len(calendars) == 1:
        message.attach_alternative(calendars[0], f"text/calendar; method={method_of(calendars[0])}")
    for number, text in enumerate(calendars, 1):
        name = "invitation.ics" if len(calendars) == 1 else f"invitation-{number}.ics"
        message.attach(name, text.encode(), "application/ics")


def method_of(calendar: str) -> str:
    """What a text of iCalendar asks of the calendar that reads it."""
    found = re.search(r"^METHOD:([A-Z]+)\r?$", calendar, re.M)
    return found[1] if found else "PUBLISH"


def _address(row):
    """Name and address; a comma, a quote or an accent in the name stays one person."""
    name = one_line(row.recipient.get_full_name()) if row.recipient_id else ""
    return f'"{quote(name)}" <{row.to_address}>' if name else row.to_address
