"""Sending the outbox: claim, send, acknowledge. Nothing is sent by the request that wrote the row.

One row is claimed at a time, in a transaction of its own: whoever dies holds back one mail and no other. The server
says 250 before the row says `sent`, so a process that dies between the two sends that one mail again, with the same
Message-ID; every other order would lose it.
"""

import logging
import re
import time
from datetime import timedelta

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.db.models import Q

from parkour.core import clock
from parkour.notifications.faults import Trouble, read_opening, read_refusal
from parkour.notifications.letters import message_for, write_bundle
from parkour.notifications.mail_server import back_off, current_server, note_recovery, note_trouble
from parkour.notifications.models import Fault, Notification, OutgoingMail
from parkour.notifications.planning import is_digest
from parkour.notifications.quiet import first_moment
from parkour.notifications.selectors import closures_around, quiet_of, sent_since

logger = logging.getLogger(__name__)
State = OutgoingMail.State

MAX_ATTEMPTS = 6
# Longer than the longest task: whoever claimed a mail so long ago is dead.
STUCK_AFTER = timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT + 30)
# One round starts no new mail after this, and ends before the task is stopped even if the last one meets a server
# that lets every step run into its timeout.
ROUND_SECONDS = 60
MINUTE = timedelta(minutes=1)
# Mails kept back by a long outage leave as one per person.
LATE = timedelta(hours=6)


def send_due_mail(connection=None, *, seconds: float = ROUND_SECONDS) -> int:
    """Send the mails whose time has come, one round; return how many the mail server accepted.

    `connection` is a Django mail connection; by default that of the settings. The round ends when nothing is due,
    after `seconds`, when the server fails, or when so many mails have left in a minute that the others wait.
    """
    server = current_server()
    if server.failing_since and server.retry_at > clock.now():
        return 0
    connection = connection or get_connection(fail_silently=False)
    sent, until = 0, time.monotonic() + seconds
    try:
        while time.monotonic() < until and _may_send_more():
            row = claim_next()
            if row is None:
                if server.failing_since and _opens(connection):
                    note_recovery()
                break
            if not deliver(row, connection):
                if _fails():
                    break
                continue
            sent += 1
            if server.failing_since:
                note_recovery()
                server.failing_since = None
    finally:
        _close(connection)
    return sent


def more_is_due() -> bool:
    """True when a mail could leave now: the round ended by its clock."""
    return OutgoingMail.objects.filter(_due()).exists() and _may_send_more() and not _fails()


def claim_next() -> OutgoingMail | None:
    """Take the next mail that nobody else is sending, with those that leave with it; None when nothing is due.

    A row claimed long ago by a worker that died is taken again, until MAX_ATTEMPTS: a mail that kills its worker
    must not do so for ever.
    """
    while True:
        with transaction.atomic():
            free = _free().annotate(closures=closures_around("recipient__site_id"))
            row = free.filter(_due() | _stuck()).order_by("may_wait", "not_before", "pk").first()
            if row is None:
                return None
            if _held_back(row):
                continue
            _claim(row, **_carry_others(row))
            return row


def _free():
    """Rows nobody holds. What others hold is skipped, not waited for."""
    rows = OutgoingMail.objects.select_for_update(skip_locked=True, of=("self",))
    return rows.select_related("recipient__site", "recipient__mail_preference", "notification")


def _due():
    return Q(state=State.QUEUED, not_before__lte=clock.now())


def _stuck():
    return Q(state=State.INFLIGHT, claimed_at__lt=clock.now() - STUCK_AFTER)


def _held_back(row):
    """Write down why a due row does not leave now, if so: too many attempts, its reader left, quiet hours."""
    if row.state == State.INFLIGHT and row.attempts >= MAX_ATTEMPTS:
        logger.warning("mail %s given up: the worker stopped while sending it (attempt %s)", row.uuid, row.attempts)
        _write(row, state=State.FAILED, fault=Fault.STOPPED, last_error="The worker stopped while sending it.")
        return True
    if row.recipient_id and not row.recipient.is_active:
        _write(row, state=State.DROPPED, fault=Fault.LEFT)
        return True
    if row.may_wait and row.recipient_id:
        allowed = first_moment(clock.now(), quiet_of(row.recipient, row.closures))
        if allowed > clock.now():
            _write(row, state=State.QUEUED, not_before=allowed)
            return True
    return False


def _carry_others(row) -> dict:
    """The words in which `row` says what its companions would have said ({}: its own); they are not sent themselves."""
    if not row.bundle or row.attempts:  # a second attempt sends what the first one did
        return {}
    free = OutgoingMail.objects.select_for_update(skip_locked=True, of=("self",)).select_related("notification")
    others = free.exclude(pk=row.pk).exclude(bundle="").filter(_due(), recipient=row.recipient_id, attempts=0)
    if clock.now() - row.not_before < LATE:
        others = others.filter(bundle=row.bundle)
    carried = list(others.order_by("pk"))
    if carried:
        OutgoingMail.objects.filter(pk__in=[mail.pk for mail in carried]).update(state=State.BUNDLED, carried_by=row)
    if carried or is_digest(row.bundle):
        notifications = _told_by(row, carried)
        written, events = write_bundle(row, notifications, row.recipient), _newest_events(row, notifications)
        return {
            "subject": written.subject,
            "body_text": written.text,
            "body_html": written.html,
            "calendars": events,
        }
    return {}


def _told_by(row, carried) -> list[Notification]:
    """What `row` says with what it carries, in the order in which it happened."""
    if row.claimed_at is None:
        return sorted((mail.notification for mail in (row, *carried)), key=lambda told: (told.created_at, told.pk))
    told = Q(mail=row) | Q(mail__carried_by=row)  # an attempt that found no server carried others already
    return list(Notification.objects.filter(told).select_related("mail").order_by("created_at", "pk"))


def _newest_events(row, notifications) -> list[str]:
    """What the calendars of the reader are told by `row`: the last word about each event.

    `row` may hold what its companions gave it before an attempt that found no server: that is theirs, in its order.
    """
    given = {text for told in notifications if told.mail.pk != row.pk for text in told.mail.calendars}
    newest = {}
    for told in notifications:
        own = told.mail.pk == row.pk
        for text in told.mail.calendars:
            if not own or text not in given:
                newest[_uid_of(text)] = text
    return list(newest.values())


def _uid_of(text: str) -> str:
    """The UID of an iCalendar object, whose long lines are folded; the text itself if it names none."""
    found = re.search(r"^UID:(.+?)\r?$", re.sub(r"\r?\n[ \t]", "", text), re.MULTILINE)
    return found[1] if found else text


def _claim(row, **words):
    address = row.recipient.email if row.recipient_id else row.to_address  # it may have been corrected meanwhile
    _write(row, state=State.INFLIGHT, claimed_at=clock.now(), attempts=row.attempts + 1, to_address=address, **words)


def _write(row, **facts):
    for name, value in facts.items():
        setattr(row, name, value)
    row.save(update_fields=list(facts))


def deliver(row: OutgoingMail, connection) -> bool:
    """Hand one claimed mail to the mail server and write down what it said; True when it was accepted."""
    try:
        connection.open()
    except Exception as error:  # whatever the backend: no conversation, and the mail is not to blame
        _write(row, state=State.QUEUED, attempts=row.attempts - 1)
        note_trouble(read_opening(error), error)
        return False
    try:
        message_for(row, connection).send(fail_silently=False)
    except SoftTimeLimitExceeded:
        raise  # the claim stands: nobody knows what the server had heard
    except Exception as error:
        _close(connection)
        trouble = read_refusal(error)
        _put_back(row, trouble, error)
        if trouble.server:
            note_trouble(trouble, error)
        return False
    _write(row, state=State.SENT, sent_at=clock.now(), fault="", last_error="")
    return True


def _put_back(row, trouble: Trouble, error):
    """A refusal for good is a failure at once; anything else is tried again, later and later."""
    final = trouble.permanent or row.attempts >= MAX_ATTEMPTS
    logger.warning("mail %s not sent (attempt %s): %s", row.uuid, row.attempts, trouble.fault)
    _write(
        row,
        state=State.FAILED if final else State.QUEUED,
        not_before=clock.now() + back_off(row.attempts),
        fault=trouble.fault,
        last_error=f"{type(error).__name__}: {error}"[:500],
    )


def _opens(connection):
    """True when the server lets us in; used while nothing is due, so that an alert does not outlive its cause."""
    try:
        connection.open()
    except Exception as error:
        note_trouble(read_opening(error), error)
        return False
    return True


def _close(connection):
    """Say goodbye; what was accepted stays accepted whatever the answer."""
    try:
        connection.close()
    except Exception as error:
        logger.info("mail server: no answer to our goodbye (%s)", type(error).__name__)


def _may_send_more():
    return sent_since(clock.now() - MINUTE) < settings.PARKOUR_MAILS_PER_MINUTE


def _fails():
    return current_server().failing_since is not None
