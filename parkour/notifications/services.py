"""Telling people: one row for the inbox and one for the mail, in the transaction of the event."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import translation

from parkour.core import clock
from parkour.core.wake import wake
from parkour.notifications.kinds import kind_of
from parkour.notifications.letters import Letter, one_line, write_letter
from parkour.notifications.models import Notification, OutgoingMail
from parkour.notifications.planning import Plan, is_digest, plan_mail
from parkour.notifications.push import push
from parkour.notifications.selectors import inbox_of, preference_of, quiet_of, readers
from parkour.notifications.unsubscribe import topic_of

SEND_TASK = "parkour.notifications.tasks.send_outbox"

__all__ = ["SEND_TASK", "Letter", "mark_read", "notify", "send_now"]


@transaction.atomic(savepoint=False)
def notify(
    recipients: Iterable,
    *,
    kind: str,
    event_key: str,
    compose: Callable[..., Letter],
    url: str = "",
    mail: bool = True,
    not_before: datetime | None = None,
    happens_at: datetime | None = None,
    thread: str = "",
) -> int:
    """Write what must be told; return how many people are newly told.

    `compose(person)` is called in the language of each person. The same event, kind and person is told once.
    `kind` is a line of kinds.py. `url` is a path of this site. The mail leaves at `not_before` (aware; default:
    now), later if the person's preferences or quiet hours say so; `happens_at` is the moment it announces.
    `thread` names the object told about (default: its page): one mail says what happened to it on one day.
    """
    line = kind_of(kind)
    people = {person.pk: person for person in recipients if person.is_active}
    told = Notification.objects.filter(event_key=event_key, kind=kind, recipient=OuterRef("pk"))
    new = list(readers(people.values()).exclude(Exists(told)).order_by("pk"))
    now = clock.now()
    letters = [_letter_for(people[person.pk], compose) for person in new]
    rows = Notification.objects.bulk_create(
        [
            Notification(
                recipient=person,
                kind=kind,
                event_key=event_key,
                url=url,
                created_at=now,
                title=one_line(letter.title)[:200],
                body=letter.body,
            )
            for person, letter in zip(new, letters, strict=True)
        ]
    )
    if mail and rows:
        facts = {"now": now, "not_before": not_before, "happens_at": happens_at, "thread": thread or url}
        plans = [_plan(line, row.recipient, facts, letter) for row, letter in zip(rows, letters, strict=True)]
        told_by_mail = [one for one in zip(rows, letters, plans, strict=True) if one[2]]
        OutgoingMail.objects.bulk_create([_mail(*one) for one in told_by_mail])
        wake(SEND_TASK)
        push(rows, facts)
    return len(rows)


def _letter_for(person, compose):
    with translation.override(person.locale):
        return compose(person)


def _plan(line, person, facts, letter):
    plan = plan_mail(line, preference_of(person).delivery(line.group), quiet_of(person, person.closures), **facts)
    return replace(plan, bundle="") if plan and letter.alone else plan


def _mail(row: Notification, letter: Letter, plan: Plan) -> OutgoingMail:
    person, group = row.recipient, kind_of(row.kind).group
    with translation.override(person.locale):
        written = write_letter(
            letter, person, topic=topic_of(group, digest=is_digest(plan.bundle)), url=letter.link or row.url
        )
    return OutgoingMail(
        notification=row,
        recipient=person,
        kind=row.kind,
        to_address=person.email,
        subject=row.title,
        body_text=written.text,
        body_html=written.html,
        calendars=[letter.calendar] if letter.calendar else [],
        not_before=plan.not_before,
        may_wait=plan.may_wait,
        bundle=plan.bundle,
        created_at=row.created_at,
    )


def send_now(mail: OutgoingMail) -> None:
    """Let a waiting mail, and those that leave with it, go whatever the hour."""
    waiting = OutgoingMail.objects.filter(state=OutgoingMail.State.QUEUED)
    together = {"recipient": mail.recipient_id, "bundle": mail.bundle} if mail.bundle else {"pk": mail.pk}
    waiting.filter(**together).update(not_before=clock.now(), may_wait=False)
    wake(SEND_TASK)


def mark_read(person, notification_ids=None) -> int:
    """Mark a person's notifications (all, or those named) as read; return how many were unread."""
    unread = inbox_of(person).filter(read_at=None)
    if notification_ids is not None:
        unread = unread.filter(pk__in=notification_ids)
    return unread.update(read_at=clock.now())
