"""One's own phones and computers: told from now on, tried, taken away."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parkour.core.exceptions import InvalidInput
from parkour.core.views import ServicePostView
from parkour.notifications.devices import add_device, remove_device, try_device
from parkour.notifications.forms import DeviceForm
from parkour.notifications.models import Device
from parkour.notifications.signed_out import remember

# As browsers name themselves; the first that fits is the one (all say « Safari », most say « Chrome »).
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
PLACES = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


def name_of(agent: str) -> str:
    """A browser in words its owner recognises, "" when it says nothing known."""
    found = [next((name for sign, name in names.items() if sign in agent), "") for names in (BROWSERS, PLACES)]
    return ", ".join(filter(None, found))


class _DeviceView(ServicePostView):
    def get_back_url(self):
        return reverse("notifications:preferences") + "#devices"


class AddView(_DeviceView):
    success_message = _("From now on you are told here. Send a message to try it.")

    def call(self):
        form = DeviceForm(self.request.POST)
        if not form.is_valid():
            raise InvalidInput(gettext("This browser gave no address at which it can be told anything."))
        name = name_of(self.request.headers.get("User-Agent", ""))
        return add_device(by=self.request.user, name=name, **form.cleaned_data)

    def answer(self):
        response = super().answer()
        remember(response, self.result)
        return response


class _OwnDeviceView(_DeviceView):
    def find(self):
        return get_object_or_404(Device, pk=self.kwargs["pk"], person=self.request.user)


class TryView(_OwnDeviceView):
    success_message = _("A message is on its way to this device.")

    def call(self):
        return try_device(self.object, by=self.request.user)


class RemoveView(_OwnDeviceView):
    success_message = _("You are told nothing more there.")

    def call(self):
        return remove_device(self.object, by=self.request.user)
