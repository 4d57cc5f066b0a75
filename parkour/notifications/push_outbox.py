"""Sending to the devices: claim, send, write down what the push service said. One row at a time, as with the mails."""

import json
import logging
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import timedelta

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from parkour.core import clock
from parkour.notifications.chat_outbox import NoDetour
from parkour.notifications.mail_server import back_off
from parkour.notifications.models import Device, PushMessage
from parkour.notifications.push import rings
from parkour.notifications.quiet import first_moment
from parkour.notifications.selectors import closures_around, quiet_of
from parkour.notifications.web_push import (
    authorization,
    decoded,
    is_gone,
    is_refused,
    is_taken,
    seal,
    signing_key,
)

logger = logging.getLogger(__name__)
State = PushMessage.State

TIMEOUT = 10  # seconds
ROUND_SECONDS = 40
MAX_ATTEMPTS = 6
MAX_REFUSALS = 5  # in a row: then the browser has forgotten us
STUCK_AFTER = timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT + 30)
USELESS_AFTER = timedelta(days=1)  # late news are in the inbox
KEPT = timedelta(days=8)
TITLE = 180  # signs


def post_bytes(address: str, body: bytes, headers: dict[str, str]) -> int:
    """POST to the push service of a browser; the status. Raises without a whole answer."""
    request = urllib.request.Request(address, body, headers, method="POST")  # noqa: S310 — https, a known service
    try:
        with urllib.request.build_opener(NoDetour).open(request, timeout=TIMEOUT) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


Post = Callable[[str, bytes, dict[str, str]], int]


def push_due(post: Post = post_bytes, *, seconds: float = ROUND_SECONDS) -> int:
    """Send the messages whose time has come, one round; return how many the push services took."""
    if not settings.PARKOUR_PUSH:
        return 0
    sent, until = 0, time.monotonic() + seconds
    while time.monotonic() < until and (row := claim_next()) is not None:
        sent += _deliver(row, post)
    return sent


def claim_next() -> PushMessage | None:
    """Take the next message that nobody else is sending; None when nothing is due."""
    now = clock.now()
    due = Q(state=State.QUEUED, not_before__lte=now) | Q(state=State.INFLIGHT, claimed_at__lt=now - STUCK_AFTER)
    while True:
        with transaction.atomic():
            free = PushMessage.objects.select_for_update(skip_locked=True, of=("self",))
            free = free.select_related("notification", "device__person__site", "device__person__mail_preference")
            free = free.annotate(closures=closures_around("device__person__site_id"))
            row = free.filter(due).order_by("not_before", "pk").first()
            if row is None:
                return None
            if not _held_back(row, now):
                _write(row, state=State.INFLIGHT, claimed_at=now, attempts=row.attempts + 1)
                return row


def forget_old_pushes() -> int:
    """Remove what was sent, or not, more than a week ago."""
    ended = PushMessage.objects.filter(state__in=[State.SENT, State.DROPPED])
    return ended.filter(created_at__lt=clock.now() - KEPT).delete()[0]


def _held_back(row, now) -> bool:
    """Write down why a due row does not leave now, if so: read meanwhile or not wanted any more (what happens later the
    same day may ring then), its reader left, too old, quiet hours.
    """
    told, person = row.notification, row.device.person
    if told is not None and (told.read_at or not rings(person, told.kind)):
        row.delete()
        return True
    if not person.is_active or row.attempts >= MAX_ATTEMPTS or now - row.not_before > USELESS_AFTER:
        _write(row, state=State.DROPPED)
        return True
    allowed = first_moment(now, quiet_of(person, row.closures)) if row.may_wait else now
    if allowed > now:
        _write(row, state=State.QUEUED, not_before=allowed)
    return allowed > now


def _deliver(row, post) -> bool:
    device = row.device
    try:
        status = post(device.address, _sealed(row), _headers(device))
    except SoftTimeLimitExceeded:
        raise  # the claim stands: it is sent again later
    except Exception as error:  # whatever a browser gave for an address, the others are told
        logger.warning("message %s to a device not sent: %s", row.pk, type(error).__name__)
        status = 0
    if is_taken(status):
        _write(row, state=State.SENT)
        Device.objects.filter(pk=device.pk).update(refusals=0, told_at=clock.now())
        return True
    if is_gone(status):
        device.delete()
    elif is_refused(status):
        logger.warning("message %s to a device refused: %s", row.pk, status)
        _write(row, state=State.DROPPED)
        Device.objects.filter(pk=device.pk).update(refusals=F("refusals") + 1)
        Device.objects.filter(pk=device.pk, refusals__gte=MAX_REFUSALS).delete()
    else:
        _write(row, state=State.QUEUED, not_before=clock.now() + back_off(row.attempts))
    return False


def _sealed(row) -> bytes:
    person, told = row.device.person, row.notification
    with translation.override(person.locale):
        title = told.title if told else _("Parkour can tell you something here")
    words = {
        "title": title[:TITLE],
        "url": (told.url if told else "") or reverse("notifications:inbox"),
        "tag": f"parkour-{row.pk}",
        "language": person.locale,
    }
    keys = {"public": decoded(row.device.public), "secret": decoded(row.device.secret)}
    return seal(json.dumps(words, ensure_ascii=False).encode(), **keys)


def _headers(device) -> dict[str, str]:
    key, contact = signing_key(settings.SECRET_KEY), settings.PARKOUR_BASE_URL
    return {
        "Authorization": authorization(device.address, key=key, contact=contact, now=clock.now().timestamp()),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(int(USELESS_AFTER.total_seconds())),
        "Urgency": "normal",
    }


def _write(row, **facts):
    """Nothing, when the device was taken away meanwhile, and its messages with it."""
    for name, value in facts.items():
        setattr(row, name, value)
    PushMessage.objects.filter(pk=row.pk).update(**facts)
