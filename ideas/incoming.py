"""Mails that wait for the officer's decision, and those that were discarded lately."""

from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet

from ideas.enums import MailFate
from ideas.models import IncomingMail
from parkour.core import clock

PAGE = 50
TAKEN_BACK_FOR = timedelta(days=30)


def held_mails() -> QuerySet[IncomingMail]:
    """What waits, oldest first."""
    return IncomingMail.objects.filter(fate=MailFate.HELD).order_by("pk")


def held_page(*, after: int | None = None, size: int = PAGE) -> list[IncomingMail]:
    """One page of `held_mails`, and one row more if there is a next page."""
    rows = held_mails()
    return list((rows.filter(pk__gt=after) if after else rows)[: size + 1])


def discarded_lately() -> list[IncomingMail]:
    """What can still be taken back, the latest first."""
    since = clock.now() - TAKEN_BACK_FOR
    rows = IncomingMail.objects.filter(fate=MailFate.DISCARDED, decided_at__gt=since).exclude(stored_as="")
    return list(rows.order_by("-decided_at", "-pk")[:PAGE])


def said_in(subject: str, text: str) -> str:
    """What a mail says, its subject first unless the text begins with it."""
    if text.casefold().startswith(subject.casefold()):
        return text
    return "\n\n".join(part for part in (subject, text) if part)


def takes_mail() -> bool:
    """Whether the settings name a mailbox, or an address from which mails are handed to us."""
    return bool(settings.MAIL_IN_URL or settings.MAIL_IN_ADDRESS)
