"""What one wants by mail, signed in or by the link at the end of a mail."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView

from parkour.core.views import SEE_OTHER, ServiceFormView
from parkour.notifications.devices import devices_of, server_key
from parkour.notifications.forms import PreferencesForm
from parkour.notifications.models import MailPreference
from parkour.notifications.preferences import save_preferences, unsubscribe
from parkour.notifications.unsubscribe import DIGEST, read_token


class PreferencesView(ServiceFormView):
    template_name = "notifications/preferences.html"
    form_class = PreferencesForm
    success_message = _("Your choices are saved.")

    def find(self):
        person = self.request.user
        return MailPreference.objects.filter(person=person).first() or MailPreference(person=person)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.object, "devices": bool(server_key())}

    def get_context_data(self, **context):
        """`device_key`: by which browsers know this server, "" where no device is told anything."""
        key, user = server_key(), self.request.user
        facts = {"device_key": key, "devices": devices_of(user) if key else [], "whole": not user.contributor_only}
        return super().get_context_data(**facts | context)

    def get_back_url(self):
        return reverse("notifications:preferences")

    def call(self, form):
        return save_preferences(by=self.request.user, **form.cleaned_data)


@method_decorator([login_not_required, csrf_exempt, never_cache], name="dispatch")
class UnsubscribeView(TemplateView):
    """The link at the end of a mail. GET shows what it does, POST does it, also in one click (RFC 8058).

    The signature of the link is the authority: no session, no cookie, no word about who the person is. The same
    page answers for somebody who left, and for somebody who is no more.
    """

    template_name = "notifications/unsubscribe.html"

    def dispatch(self, request, token, **kwargs):
        found = read_token(token)
        if found is None:
            raise Http404
        self.person_id, self.topic = found
        return super().dispatch(request, token=token, **kwargs)

    def post(self, request, token):
        unsubscribe(self.person_id, self.topic, everything=request.POST.get("what") == "everything")
        if request.POST.get("List-Unsubscribe"):  # a mail program asks, nobody reads the answer
            return HttpResponse(status=200)
        return HttpResponseRedirect(f"{request.path}?done", status=SEE_OTHER)

    def get_context_data(self, **kwargs):
        done = "done" in self.request.GET
        return super().get_context_data(done=done, topic=self.topic, digest=self.topic == DIGEST, **kwargs)
