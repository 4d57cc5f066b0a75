"""What is posted to the chats. A message is a row, written with its event; the worker posts it."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from parkour.core import clock
from parkour.core.exceptions import NotAllowed, TransitionRefused
from parkour.core.wake import wake
from parkour.notifications.chat_channels import chat_channels
from parkour.notifications.chat_words import HALF_WAY
from parkour.notifications.letters import one_line
from parkour.notifications.models import ChatMessage
from parkour.notifications.quiet import Quiet, first_moment
from parkour.notifications.topics import Topic

CHAT_TASK = "parkour.notifications.tasks.post_chats"
SHOWN = 30
State = ChatMessage.State


@dataclass(frozen=True)
class ChatWords:
    """What is posted; `action` is the verb of the link. Everybody reads it: it names nobody."""

    title: str
    body: str
    action: str


@transaction.atomic(savepoint=False)
def post_to_chats(topic: Topic, *, thread: str, compose: Callable[[], ChatWords], url: str) -> int:
    """Write what must be posted; return in how many channels. Called in the transaction of the event.

    `thread` names what it is about: one message on the day it leaves, and words corrected before that are those that
    leave, also in what failed. `compose` is called in the language of the house, when a channel wants the topic. It
    waits for the working hours.
    """
    channels = [channel.name for channel in chat_channels().values() if topic in channel.topics]
    if not channels:
        return 0
    with translation.override(settings.LANGUAGE_CODE):
        words = compose()
    leaves = in_hours(clock.now())
    key = _key(thread, timezone.localdate(leaves).isoformat())
    rows = [_message(channel, topic, key, words, url, leaves) for channel in channels]
    waits = _correct(ChatMessage.objects.filter(channel__in=channels, event_key__startswith=_key(thread)), rows[0])
    missing = [row for row in rows if row.channel not in waits]
    ChatMessage.objects.bulk_create(missing, ignore_conflicts=True)  # told already that day: not again
    wake(CHAT_TASK)
    return len(rows)


def forget_waiting(thread: str) -> int:
    """Post nothing more of `thread`: what waits, or failed and could be posted again, goes. How many messages."""
    if not chat_channels():
        return 0
    live = ChatMessage.objects.filter(state__in=[State.QUEUED, State.FAILED], event_key__startswith=_key(thread))
    return live.delete()[0]


def _key(thread, day=""):
    return f"{thread}:{day}"[:120]


def _correct(about, row) -> set[str]:
    """Give the words of `row` to what waits or failed of the messages `about` one thread; the channels where it waits.

    What failed that day waits again, unless the chat may have heard it: then somebody looks first.
    """
    about.filter(state__in=[State.QUEUED, State.FAILED]).update(title=row.title, body=row.body)
    failed = about.filter(state=State.FAILED, event_key=row.event_key).exclude(last_error=HALF_WAY)
    failed.update(state=State.QUEUED, attempts=0, last_error="", not_before=row.not_before)
    return set(about.filter(state=State.QUEUED).values_list("channel", flat=True))


def in_hours(moment: datetime) -> datetime:
    """The first moment from `moment` on in the working hours of the house: a chat rings for many."""
    return first_moment(moment, Quiet(tz=timezone.get_default_timezone()))


@transaction.atomic
def try_channel(name: str, *, by) -> ChatMessage:
    """Post a message there now, whatever the hour. Raises NotAllowed, TransitionRefused for an unknown channel."""
    _permit(by)
    if name not in chat_channels():
        raise TransitionRefused(_("This channel is not set up any more."))
    with translation.override(settings.LANGUAGE_CODE):
        words = ChatWords(_("Parkour posts here"), _("This message tries the channel. It works."), _("Open Parkour"))
    message = _message(name, Topic.TRIAL, f"trial:{uuid.uuid4()}", words, "/", clock.now())
    message.save()
    wake(CHAT_TASK)
    return message


@transaction.atomic
def post_again(message: ChatMessage, *, by) -> None:
    """Post one that failed again. Raises NotAllowed, TransitionRefused when it does not wait for a decision."""
    _permit(by)
    failed = ChatMessage.objects.filter(pk=message.pk, state=State.FAILED)
    if not failed.update(state=State.QUEUED, attempts=0, last_error="", not_before=clock.now()):
        raise TransitionRefused(_("Somebody has already decided about this message."))
    wake(CHAT_TASK)


def last_messages() -> list[ChatMessage]:
    """The latest, whatever became of them."""
    return list(ChatMessage.objects.order_by("-pk")[:SHOWN])


def _message(channel, topic, key, words, url, leaves) -> ChatMessage:
    return ChatMessage(
        channel=channel,
        topic=topic,
        event_key=key,
        title=one_line(words.title)[:200],
        body=words.body,
        action=words.action[:80],
        url=url,
        not_before=leaves,
        created_at=clock.now(),
    )


def _permit(by):
    if not by.has_perm("notifications.look_after_mail"):
        raise NotAllowed(_("Only the improvement officers and the administrators look after the mail."))
