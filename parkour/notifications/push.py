"""What is told at once on the devices of a person: rows beside the inbox, in the transaction of the event."""

from collections.abc import Iterable

from django.conf import settings

from parkour.core import clock
from parkour.core.wake import wake
from parkour.notifications.kinds import Group, kind_of
from parkour.notifications.models import Device, Notification, PushMessage
from parkour.notifications.planning import Delivery, Plan, plan_mail
from parkour.notifications.selectors import preference_of, quiet_of

PUSH_TASK = "parkour.notifications.tasks.push_messages"
State = PushMessage.State


def push(rows: Iterable[Notification], facts: dict) -> int:
    """Write what the devices of the readers of `rows` (from `selectors.readers`) are told; return how many messages.

    `facts` are those of `plan_mail`. A device rings once a day for one thread: as long as that message waits, it is
    the last thing that happened. What cannot wait rings by itself. Nothing, without a statement, when it is off.
    """
    if not settings.PARKOUR_PUSH:
        return 0
    told = {row.recipient_id: row for row in rows}
    messages = []
    for device in Device.objects.filter(person__in=told).order_by("pk"):
        row = told[device.person_id]
        if plan := _plan(row, facts):
            messages.append(_message(device, row, plan))
    PushMessage.objects.bulk_create(messages, ignore_conflicts=True)
    _say_the_last_word(messages)
    if messages:
        wake(PUSH_TASK)
    return len(messages)


def _say_the_last_word(messages: list[PushMessage]) -> None:
    """What waited already for the same thread tells what happened last. One statement where nothing waited."""
    newest = {(message.device_id, message.thread): message.notification for message in messages}
    if not newest:
        return
    waiting = PushMessage.objects.select_for_update().filter(
        device__in=[device for device, _thread in newest],
        thread__in=[thread for _device, thread in newest],
        state=State.QUEUED,
    )
    for row in waiting.exclude(notification__in=newest.values()).order_by("pk"):
        if told := newest.get((row.device_id, row.thread)):
            PushMessage.objects.filter(pk=row.pk).update(notification=told)


def rings(person, kind: str) -> bool:
    """Whether `person` wants to be told of this kind on their devices, which never tell of accounts nor of the desk."""
    group = kind_of(kind).group
    return group not in {Group.ACCOUNT, Group.DESK} and preference_of(person).rings(group)


def _plan(row: Notification, facts) -> Plan | None:
    person, line = row.recipient, kind_of(row.kind)
    if not rings(person, row.kind):
        return None
    return plan_mail(line, Delivery.NOW, quiet_of(person, person.closures), **facts)


def _message(device: Device, row: Notification, plan: Plan) -> PushMessage:
    by_itself = not plan.bundle or not plan.may_wait
    return PushMessage(
        device=device,
        notification=row,
        thread=f"one:{row.pk}" if by_itself else plan.bundle,
        not_before=plan.not_before,
        may_wait=plan.may_wait,
        created_at=clock.now(),
    )
