"""What one wants by mail and on one's devices, and these devices."""

from django.shortcuts import get_object_or_404
from django.urls import path
from rest_framework import serializers

from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.fields import Flag, Hour, Input, OneOf, Text
from parkour.core.api.pagination import Page, number_cursor, page_of
from parkour.notifications.devices import add_device, remove_device, server_key
from parkour.notifications.models import Device, MailPreference, Rhythm
from parkour.notifications.planning import Delivery
from parkour.notifications.preferences import PHONE, save_preferences
from parkour.notifications.web_push import LONGEST_ADDRESS

MINE = {"scope": Scope.INBOX, "for_everybody": True}
BY_HAND = {"scope": "", "for_everybody": True, "by_hand": True}  # a token that reads must not choose who is told
MAILS = ("rhythm", "mine", "entrusted", "committee")
HOURS = ("quiet", "quiet_from", "quiet_until", "rest_days")
CHOICES = (*MAILS, *PHONE, *HOURS)
EACH = "Counts when the rhythm is `custom`."


class PreferencesInput(Input):
    """All choices at once: those of mails, those of devices (told at once, or not), the hours of peace."""

    rhythm = OneOf(Rhythm.choices)
    mine = OneOf(Delivery.choices, help_text=EACH)
    entrusted = OneOf(Delivery.choices, help_text=EACH)
    committee = OneOf(Delivery.choices, help_text=EACH)
    phone_mine = Flag()
    phone_entrusted = Flag()
    phone_committee = Flag()
    quiet = Flag()
    quiet_from = Hour()
    quiet_until = Hour()
    rest_days = Flag()


class PreferencesOut(serializers.Serializer):
    """What I want by mail and on my devices, and when not."""

    rhythm = serializers.ChoiceField(Rhythm.choices)
    mine = serializers.ChoiceField(Delivery.choices)
    entrusted = serializers.ChoiceField(Delivery.choices)
    committee = serializers.ChoiceField(Delivery.choices)
    phone_mine = serializers.BooleanField()
    phone_entrusted = serializers.BooleanField()
    phone_committee = serializers.BooleanField()
    quiet = serializers.BooleanField()
    quiet_from = Hour()
    quiet_until = Hour()
    rest_days = serializers.BooleanField()
    device_key = serializers.CharField(
        help_text="By which browsers know this server; empty: no device is told anything."
    )


class DeviceInput(Input):
    """What a browser says of its subscription, made with `device_key`."""

    address = Text(max_length=LONGEST_ADDRESS)
    public = Text(max_length=120)
    secret = Text(max_length=40)
    name = Text(max_length=80, required=False, default="", allow_blank=True)


class DeviceOut(serializers.Serializer):
    """A browser in which I am told at once. Its address and its keys are shown to nobody."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    created_at = serializers.DateTimeField()
    told_at = serializers.DateTimeField(allow_null=True)


def preferences_out(preference: MailPreference) -> dict:
    return {name: getattr(preference, name) for name in CHOICES} | {"device_key": server_key()}


def device_out(device: Device) -> dict:
    return {"id": device.pk, "name": device.name, "created_at": device.created_at, "told_at": device.told_at}


class PreferencesView(Endpoint):
    @operation(**MINE, output=PreferencesOut)
    def get(self, request):
        """What I want by mail and on my devices."""
        found = MailPreference.objects.filter(person=request.user).first()
        return preferences_out(found or MailPreference(person=request.user))

    @operation(**BY_HAND, input=PreferencesInput, output=PreferencesOut)
    def put(self, request):
        """Choose it; mails that wait follow at once."""
        return preferences_out(save_preferences(by=request.user, **self.sent))


class DevicesView(Endpoint):
    @operation(**MINE, paged=True, output=DeviceOut)
    def get(self, request):
        """The browsers in which I am told at once, the last named first."""
        rows, size = Device.objects.filter(person=request.user).order_by("-pk"), self.query["limit"]
        before = number_cursor(self.query.get("cursor"))
        if before is not None:
            rows = rows.filter(pk__lt=before)
        page = page_of(list(rows[: size + 1]), size, lambda row: row.pk)
        return Page([device_out(row) for row in page.rows], page.cursor)

    @operation(**BY_HAND, input=DeviceInput, output=DeviceOut, status=201)
    def post(self, request):
        """Tell me in this browser too. The same one again is the same device."""
        return device_out(add_device(by=request.user, **self.sent))


class DeviceView(Endpoint):
    @operation(**BY_HAND)
    def delete(self, request, pk):
        """Tell me nothing more there."""
        remove_device(get_object_or_404(Device, pk=pk, person=request.user), by=request.user)


urlpatterns = [
    path("inbox/preferences/", PreferencesView.as_view(), name="mail_preferences"),
    path("inbox/devices/", DevicesView.as_view(), name="devices"),
    path("inbox/devices/<int:pk>/", DeviceView.as_view(), name="device"),
]
