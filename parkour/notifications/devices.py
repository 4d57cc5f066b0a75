"""The phones and computers on which a person wants to be told at once: named by themselves, from that browser."""

import uuid

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from parkour.core.wake import wake
from parkour.notifications.letters import Letter, one_line
from parkour.notifications.models import Device, PushMessage
from parkour.notifications.push import PUSH_TASK
from parkour.notifications.services import notify
from parkour.notifications.web_push import are_keys, encoded, is_of_a_service, point_of, signing_key

MOST = 10


def server_key() -> str:
    """The public key by which browsers know this server; "" when nobody may be told on their devices."""
    return encoded(point_of(signing_key(settings.SECRET_KEY))) if settings.PARKOUR_PUSH else ""


def devices_of(person: User) -> list[Device]:
    """Theirs, the first named first."""
    return list(Device.objects.filter(person=person).order_by("pk"))


@transaction.atomic
def add_device(*, by: User, address: str, public: str, secret: str, name: str = "") -> Device:
    """Tell `by` on this browser from now on; the same one again is the same device, and is theirs alone.

    They are written to at once when it is a new one.

    `address`, `public` and `secret` are what the browser says of its subscription. Raises TransitionRefused when
    devices are not told anything here, NotAllowed in a session that a badge opened, InvalidInput for what is no
    subscription of a known push service, and for the eleventh device.
    """
    if not settings.PARKOUR_PUSH:
        raise TransitionRefused(_("Whoever runs the server has not switched messages on devices on."))
    if by.contributor_only:
        raise NotAllowed(_("On a screen that others use too, nobody is told their messages."))
    if not is_of_a_service(address) or not are_keys(public, secret):
        raise InvalidInput(_("This browser gave no address at which it can be told anything."))
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if Device.objects.filter(person=by).exclude(address=address).count() >= MOST:
        raise InvalidInput(_("You have %(most)s devices already: take one away first.") % {"most": MOST})
    Device.objects.filter(address=address).exclude(person=by).delete()  # somebody else had it: what waits is theirs
    device, is_new = Device.objects.update_or_create(
        address=address,
        defaults={"person": by, "public": public, "secret": secret, "name": _named(name), "refusals": 0},
        create_defaults={
            "person": by,
            "public": public,
            "secret": secret,
            "name": _named(name),
            "created_at": clock.now(),
        },
    )
    if is_new:
        _tell_owner(device)
    return device


def _tell_owner(device):
    """Whoever added it, its owner knows: the device is told what they are told."""

    def compose(_person):
        title = _("A device was added: %(name)s") % {"name": device.name}
        body = _("From now on it is told your messages. If it was not you, take it away and change your password.")
        return Letter(title, body, _("See my devices"))

    page = reverse("notifications:preferences") + "#devices"
    facts = {"kind": "account_device", "event_key": f"device:{device.pk}", "url": page}
    notify([device.person], compose=compose, **facts)


@transaction.atomic
def remove_device(device: Device, *, by: User) -> None:
    """Tell `by` nothing more there; what waits for it is forgotten. Raises NotAllowed for somebody else's."""
    _permit(device, by)
    device.delete()


@transaction.atomic
def forget_devices(person: User) -> int:
    """Tell `person` nothing more on any device: they signed out everywhere. How many there were."""
    return Device.objects.filter(person=person).delete()[1].get(Device._meta.label, 0)


def forget_device_of_session(*, person: User, device_id: int) -> None:
    """Tell `person` nothing more in the browser in which they signed out."""
    Device.objects.filter(person=person, pk=device_id).delete()


def forget_devices_of_leavers() -> int:
    """Tell nothing more on the devices of those who have left; how many there were."""
    return Device.objects.filter(person__is_active=False).delete()[1].get(Device._meta.label, 0)


@transaction.atomic
def try_device(device: Device, *, by: User) -> None:
    """Send a message there now, whatever the hour; one that waits already is sent now.

    Raises NotAllowed for somebody else's, TransitionRefused when it was taken away, or nobody is told on devices.
    """
    _permit(device, by)
    if not settings.PARKOUR_PUSH:
        raise TransitionRefused(_("Whoever runs the server has not switched messages on devices on."))
    if not Device.objects.select_for_update(no_key=True).filter(pk=device.pk).exists():
        raise TransitionRefused(_("This device was taken away meanwhile."))
    now = clock.now()
    waiting = PushMessage.objects.filter(device=device, notification=None, state=PushMessage.State.QUEUED)
    if not waiting.update(not_before=now, attempts=0):
        thread = f"trial:{uuid.uuid4()}"
        PushMessage.objects.create(device=device, thread=thread, not_before=now, may_wait=False, created_at=now)
    wake(PUSH_TASK)


def _permit(device, by):
    if device.person_id != by.pk:
        raise NotAllowed(_("Only their owner decides about a device."))


def _named(name: str) -> str:
    return one_line(name)[:80] or _("A browser")
