"""Telling people: one row for the inbox and one for the mail, in the transaction of the event."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from parkour.core import clock
from parkour.core.wake import wake
from parkour.notifications.models import Notification, OutgoingMail

SEND_TASK = "parkour.notifications.tasks.send_outbox"


@dataclass(frozen=True)
class Letter:
    """Words for one person, already in their language. `action` is the verb of the link."""

    title: str
    body: str
    action: str = ""


@transaction.atomic
def notify(
    recipients: Iterable,
    *,
    kind: str,
    event_key: str,
    compose: Callable[..., Letter],
    url: str = "",
    mail: bool = True,
    not_before: datetime | None = None,
) -> int:
    """Write what must be told; return how many people are newly told.

    `compose(person)` is called in the language of each person. The same event, kind and person is told
    once. `url` is a path of this site. The mail leaves at `not_before` (aware; default: now).
    """
    people = {person.pk: person for person in recipients if person.is_active}
    told = set(
        Notification.objects.filter(event_key=event_key, kind=kind, recipient__in=people).values_list(
            "recipient_id", flat=True
        )
    )
    now = clock.now()
    letters = [(person, _letter_for(person, compose)) for pk, person in people.items() if pk not in told]
    rows = Notification.objects.bulk_create(
        [
            Notification(
                recipient=person,
                kind=kind,
                event_key=event_key,
                url=url,
                created_at=now,
                title=_one_line(letter.title)[:200],
                body=letter.body,
            )
            for person, letter in letters
        ]
    )
    if mail and rows:
        OutgoingMail.objects.bulk_create(
            [
                _mail(row, person, letter, url, not_before or now, now)
                for row, (person, letter) in zip(rows, letters, strict=True)
            ]
        )
        wake(SEND_TASK)
    return len(rows)


def _letter_for(person, compose):
    with translation.override(person.locale):
        return compose(person)


def _mail(row, person, letter, url, not_before, now):
    with translation.override(person.locale):
        context = {
            "person": person,
            "letter": letter,
            "link": settings.PARKOUR_BASE_URL + url if url else "",
            "LANGUAGE_CODE": person.locale,
        }
        return OutgoingMail(
            notification=row,
            to_address=person.email,
            subject=row.title,
            body_text=render_to_string("notifications/mail.txt", context).strip() + "\n",
            body_html=render_to_string("notifications/mail.html", context),
            not_before=not_before,
            created_at=now,
        )


def _one_line(text):
    # Only what breaks a line: the spaces that must not break (« … », 18 h) are kept.
    return " ".join(re.split(r"[ \t\r\n\f\v\x1c-\x1e\x85\u2028\u2029]+", str(text).strip()))


def mark_read(person, notification_ids=None) -> int:
    """Mark a person's notifications (all, or those named) as read; return how many were unread."""
    unread = Notification.objects.filter(recipient=person, read_at=None)
    if notification_ids is not None:
        unread = unread.filter(pk__in=notification_ids)
    return unread.update(read_at=clock.now())
