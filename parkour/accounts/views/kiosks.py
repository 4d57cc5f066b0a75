"""The page where administrators open and close the tablets that sites share."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from parkour.accounts import kiosks
from parkour.accounts.forms import KioskForm
from parkour.accounts.models import Kiosk
from parkour.core.views import ServiceFormView, ServicePostView


class _Keepers:
    def find(self):
        if not self.request.user.has_perm("accounts.manage_kiosks"):
            raise Http404

    def get_back_url(self):
        return reverse("kiosks")


class KiosksView(_Keepers, ServiceFormView):
    """The open tablets, and one more. The address of a new one is in this answer and never again."""

    form_class = KioskForm
    template_name = "ways/kiosks.html"

    def call(self, form):
        return kiosks.make_kiosk(by=self.request.user, **form.cleaned_data)

    def answer(self):
        made, key = self.result
        url = settings.PARKOUR_BASE_URL + reverse("kiosk_open", args=[key])
        return self.render_to_response(
            self.get_context_data(form=self.form_class(), made=made, made_url=url), status=201
        )

    def get_context_data(self, **context):
        return super().get_context_data(**{"kiosks": kiosks.live_kiosks(), "made": None, "made_url": ""} | context)


class RevokeKioskView(_Keepers, ServicePostView):
    success_message = _("The tablet is closed: it opens nothing any more.")

    def find(self):
        super().find()
        return get_object_or_404(Kiosk, pk=self.kwargs["pk"])

    def call(self):
        return kiosks.revoke_kiosk(self.object, by=self.request.user)
