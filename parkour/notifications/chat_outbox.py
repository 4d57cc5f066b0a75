"""Posting to the chats: claim, post, write down what the chat said. One row at a time, each in its own transaction."""

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
from django.utils.translation import gettext_noop

from parkour.core import clock
from parkour.notifications.chat_channels import chat_channels
from parkour.notifications.chat_words import HALF_WAY, is_final, is_taken, payload
from parkour.notifications.chats import in_hours
from parkour.notifications.letters import absolute
from parkour.notifications.mail_server import back_off
from parkour.notifications.models import ChatMessage

logger = logging.getLogger(__name__)
State = ChatMessage.State

TIMEOUT = 10  # seconds
ROUND_SECONDS = 40
MAX_ATTEMPTS = 8
STUCK_AFTER = timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT + 30)
KEPT = timedelta(days=30)
# Sentences of ours, translated where they are read; what a chat answers is never shown: it may hold its address.
REFUSED = gettext_noop("The chat refuses it: its address is wrong, or was withdrawn.")
SILENT = gettext_noop("The chat did not answer each time, until we stopped trying.")
NO_CHANNEL = gettext_noop("This channel is not set up any more.")


class NoDetour(urllib.request.HTTPRedirectHandler):
    """A chat that answers from elsewhere is not the one that was named."""

    def redirect_request(self, *_facts):
        return None


def post_json(address: str, body: dict) -> int:
    """POST to an address of the operator; the status.

    Raises URLError or UnicodeError when nobody was reached, anything else when what was sent got no whole answer.
    """
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(address, json.dumps(body).encode(), headers, method="POST")  # noqa: S310 — https
    try:
        with urllib.request.build_opener(NoDetour).open(request, timeout=TIMEOUT) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def post_due_chats(post: Callable[[str, dict], int] = post_json, *, seconds: float = ROUND_SECONDS) -> int:
    """Post the messages whose time has come, one round; return how many the chats took."""
    give_up_stuck()
    posted, until = 0, time.monotonic() + seconds
    while time.monotonic() < until and (row := claim_next()) is not None:
        posted += _deliver(row, post)
    return posted


def give_up_stuck() -> int:
    """What a worker that died was posting is not posted again by itself: nobody knows what the chat had heard."""
    stuck = ChatMessage.objects.filter(state=State.INFLIGHT, claimed_at__lt=clock.now() - STUCK_AFTER)
    return stuck.update(state=State.FAILED, last_error=HALF_WAY)


@transaction.atomic
def claim_next() -> ChatMessage | None:
    """The next message that nobody else is posting; None when nothing is due."""
    free = ChatMessage.objects.select_for_update(skip_locked=True)
    due = free.filter(state=State.QUEUED, not_before__lte=clock.now())
    row = due.order_by("not_before", "pk").first()
    if row is not None:
        _write(row, state=State.INFLIGHT, claimed_at=clock.now(), attempts=row.attempts + 1)
    return row


def forget_old_chats() -> int:
    """Remove what was posted, or failed, thirty days ago."""
    ended = ChatMessage.objects.filter(state__in=[State.SENT, State.FAILED])
    return ended.filter(created_at__lt=clock.now() - KEPT).delete()[0]


def _deliver(row, post) -> bool:
    channel = chat_channels().get(row.channel)
    if channel is None:
        _write(row, state=State.FAILED, last_error=NO_CHANNEL)
        return False
    words = {"title": row.title, "body": row.body, "link": absolute(row.url), "action": row.action}
    try:
        status = post(channel.address, payload(channel.service, **words))
    except urllib.error.URLError as error:  # nobody was reached
        logger.warning("chat message %s not posted: %s", row.pk, type(error).__name__)
        status = 0
    except UnicodeError as error:  # no such server can be asked: nothing was sent
        logger.warning("chat message %s not posted: %s", row.pk, type(error).__name__)
        status = 0
    except SoftTimeLimitExceeded:
        raise  # the claim stands, and nobody knows what the chat had heard
    except Exception as error:  # it was sent, and nobody knows what the chat made of it
        logger.warning("chat message %s may be posted: %s", row.pk, type(error).__name__)
        _write(row, state=State.FAILED, last_error=HALF_WAY)
        return False
    if is_taken(status):
        _write(row, state=State.SENT, sent_at=clock.now(), last_error="")
        return True
    if is_final(status):
        _write(row, state=State.FAILED, last_error=REFUSED)
    elif row.attempts >= MAX_ATTEMPTS:
        _write(row, state=State.FAILED, last_error=SILENT)
    else:
        _write(row, state=State.QUEUED, not_before=in_hours(clock.now() + back_off(row.attempts)))
    return False


def _write(row, **facts):
    for name, value in facts.items():
        setattr(row, name, value)
    row.save(update_fields=list(facts))
