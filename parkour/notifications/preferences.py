"""What a person wants by mail. The inbox of the product receives everything, whatever is chosen here."""

from datetime import time

from django.db import transaction

from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.wake import wake
from parkour.notifications.kinds import CHOSEN, choice_of, kind_of
from parkour.notifications.models import Fault, MailPreference, OutgoingMail, Rhythm
from parkour.notifications.planning import Delivery, is_digest, plan_mail
from parkour.notifications.selectors import preference_of, quiet_of, readers
from parkour.notifications.services import SEND_TASK
from parkour.notifications.unsubscribe import DIGEST

State = OutgoingMail.State
PHONE = tuple(f"phone_{group}" for group in CHOSEN)


@transaction.atomic
def save_preferences(
    *,
    by: User,
    rhythm: Rhythm | str,
    mine: str = Delivery.NOW,
    entrusted: str = Delivery.NOW,
    committee: str = Delivery.NOW,
    quiet: bool = True,
    quiet_from: time,
    quiet_until: time,
    rest_days: bool = True,
    **phone: bool,
) -> MailPreference:
    """Keep what `by` wants; mails that wait for them follow at once.

    `mine`, `entrusted` and `committee` count when `rhythm` is CUSTOM. `phone_mine`, `phone_entrusted` and
    `phone_committee`: whether their devices tell it, whatever is chosen for mails; what is left out stays as it was.
    """
    facts = {
        "rhythm": Rhythm(rhythm),
        "mine": Delivery(mine),
        "entrusted": Delivery(entrusted),
        "committee": Delivery(committee),
        "quiet": quiet,
        "quiet_from": quiet_from,
        "quiet_until": quiet_until,
        "rest_days": rest_days,
        **{name: phone.pop(name) for name in PHONE if name in phone},
    }
    if phone:
        raise TypeError(f"No such choice: {', '.join(phone)}")
    return _saved(by.pk, facts)


@transaction.atomic
def unsubscribe(person_id: int, topic: str, *, everything: bool = False) -> None:
    """End the mails of a topic (a group or DIGEST), or all that may be refused; for a person who is no more, nothing.

    The holder of the signed link acts: nobody is signed in.
    """
    person = User.objects.filter(pk=person_id).select_related("mail_preference").first()
    if person is None:
        return
    preference = preference_of(person)
    if everything:
        _saved(person.pk, {"rhythm": Rhythm.NONE})
        return
    wanted = {str(group): preference.delivery(group) for group in CHOSEN}
    for group, delivery in wanted.items():
        if group == topic or (topic == DIGEST and delivery == Delivery.FRIDAY):
            wanted[group] = Delivery.NEVER
    _saved(person.pk, {"rhythm": Rhythm.CUSTOM, **wanted})


def _saved(person_id, facts):
    preference, _new = MailPreference.objects.update_or_create(person_id=person_id, defaults=facts)
    for row in _waiting_of(person_id):
        _follow(row, preference)
    wake(SEND_TASK)
    return preference


def _waiting_of(person_id):
    rows = OutgoingMail.objects.select_for_update(of=("self",)).filter(state=State.QUEUED, recipient=person_id)
    return rows.select_related("notification").order_by("pk")


def _follow(row: OutgoingMail, preference: MailPreference):
    """A waiting mail that is no longer wanted does not leave; one of a digest no longer wanted leaves by itself."""
    line = kind_of(row.kind)
    delivery = preference.delivery(line.group)
    if choice_of(line.group) not in CHOSEN:
        return
    if delivery == Delivery.NEVER:
        row.state, row.fault = State.DROPPED, Fault.UNWANTED
        row.save(update_fields=["state", "fault"])
    elif delivery == Delivery.NOW and is_digest(row.bundle):
        person = readers([preference.person]).first()
        if person is not None:
            plan = plan_mail(line, delivery, quiet_of(person, person.closures), now=clock.now())
            row.not_before, row.may_wait, row.bundle = plan.not_before, plan.may_wait, f"late:{row.bundle}"
            row.save(update_fields=["not_before", "may_wait", "bundle"])
