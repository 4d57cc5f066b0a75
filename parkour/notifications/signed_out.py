"""A browser in which its owner signed out is told nothing more: the next one to sit there would read it.

The browser knows its device by a cookie that no script reads: a session ends before the browser is closed for good.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver

from parkour.accounts.sessions import sessions_ended
from parkour.notifications.devices import forget_device_of_session, forget_devices
from parkour.notifications.models import Device

COOKIE = "device"
KEPT = timedelta(days=400)  # as long as browsers keep one


def remember(response, device: Device) -> None:
    """Let the browser of `response` say later which device it is."""
    response.set_signed_cookie(
        COOKIE,
        device.pk,
        max_age=KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


@receiver(user_logged_out)
def on_sign_out(sender, request, user, **_facts):
    """Its device goes with the session; somebody else's stays theirs."""
    said = request.get_signed_cookie(COOKIE, default="") if request else ""
    if user is not None and said.isdecimal():
        forget_device_of_session(person=user, device_id=int(said))


@receiver(sessions_ended)
def on_sessions_ended(sender, person, **_facts):
    forget_devices(person)
