"""Sending the outbox: claim, send, acknowledge. Nothing is sent by the request that wrote the row."""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import F, Q

from parkour.core import clock
from parkour.notifications.models import OutgoingMail

logger = logging.getLogger(__name__)

# A batch whose every mail waits for a silent server (EMAIL_TIMEOUT, 20 s) ends well before STUCK_AFTER: while it
# is being sent nobody else takes it.
BATCH = 20
MAX_ATTEMPTS = 6
STUCK_AFTER = timedelta(minutes=15)
# 10 s, 1 min, 5 min, 15 min, 30 min: a mail server that is away for an hour loses nothing.
BACK_OFF = [timedelta(seconds=seconds) for seconds in (10, 60, 300, 900, 1800)]


def send_due_mail(connection=None) -> int:
    """Send every mail whose time has come; return how many the mail server accepted.

    `connection` is a Django mail connection; by default that of the settings.
    """
    sent = 0
    while batch := claim_batch():
        connection = connection or get_connection(fail_silently=False)
        for row in batch:
            sent += deliver(row, connection)
    return sent


@transaction.atomic
def claim_batch(size: int = BATCH) -> list[OutgoingMail]:
    """Take rows nobody else is sending. A row claimed long ago by a worker that died is taken again.

    After MAX_ATTEMPTS such a row is given up: a mail that kills its worker must not do so for ever.
    """
    now = clock.now()
    due = Q(state=OutgoingMail.State.QUEUED, not_before__lte=now)
    stuck = Q(state=OutgoingMail.State.INFLIGHT, claimed_at__lt=now - STUCK_AFTER)
    free = OutgoingMail.objects.select_for_update(skip_locked=True)
    spent = list(free.filter(stuck, attempts__gte=MAX_ATTEMPTS).order_by("pk"))
    OutgoingMail.objects.filter(pk__in=[row.pk for row in spent]).update(
        state=OutgoingMail.State.FAILED, last_error="The worker stopped while sending it."
    )
    for row in spent:
        logger.warning("mail %s given up: the worker stopped while sending it (attempt %s)", row.uuid, row.attempts)
    rows = list(free.filter(due | stuck).order_by("not_before", "pk")[:size])
    OutgoingMail.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=OutgoingMail.State.INFLIGHT, claimed_at=now, attempts=F("attempts") + 1
    )
    for row in rows:
        row.attempts += 1
    return rows


def deliver(row: OutgoingMail, connection) -> bool:
    """Hand one claimed mail to the mail server and write down what it said."""
    try:
        message_for(row, connection).send(fail_silently=False)
    except Exception as error:  # any refusal of the server, or no server at all: keep the row
        _put_back(row, error)
        return False
    OutgoingMail.objects.filter(pk=row.pk).update(state=OutgoingMail.State.SENT, sent_at=clock.now(), last_error="")
    return True


def message_for(row: OutgoingMail, connection=None) -> EmailMultiAlternatives:
    """The message of a row. Its Message-ID comes from the row: a second delivery is recognisable."""
    message = EmailMultiAlternatives(
        subject=row.subject,
        body=row.body_text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[row.to_address],
        headers={"Message-ID": f"<{row.uuid}@parkour>", "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    if row.body_html:
        message.attach_alternative(row.body_html, "text/html")
    return message


def _put_back(row, error):
    now = clock.now()
    gone = row.attempts >= MAX_ATTEMPTS
    logger.warning("mail %s not sent (attempt %s): %s", row.uuid, row.attempts, type(error).__name__)
    OutgoingMail.objects.filter(pk=row.pk).update(
        state=OutgoingMail.State.FAILED if gone else OutgoingMail.State.QUEUED,
        not_before=now + BACK_OFF[min(row.attempts, len(BACK_OFF)) - 1],
        last_error=f"{type(error).__name__}: {error}"[:500],
    )
