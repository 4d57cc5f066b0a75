"""The mailbox of the demonstration: every mail the product wrote, sent or waiting. Never outside the demo."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from parkour.core import clock
from parkour.notifications.models import OutgoingMail
from parkour.notifications.services import send_now

SIZE = 50


class DemoOnlyMixin:
    def dispatch(self, request, *args, **kwargs):
        if not settings.PARKOUR_DEMO:
            raise Http404
        return super().dispatch(request, *args, **kwargs)


@method_decorator(login_not_required, name="dispatch")
class MailboxView(DemoOnlyMixin, TemplateView):
    """The newest mails, those of one address with `?to=`; open without sign-in so that one can read any role's."""

    template_name = "mailbox.html"

    def get_context_data(self, **kwargs):
        address = self.request.GET.get("to", "").replace("\x00", "")
        mails, now = OutgoingMail.objects.order_by("-created_at", "-pk"), clock.now()
        if address:
            mails = mails.filter(to_address=address)
        later = Q(state=OutgoingMail.State.QUEUED, not_before__gt=now)
        return super().get_context_data(
            scheduled=mails.filter(later).order_by("not_before", "pk")[:SIZE],
            mails=mails.exclude(later)[:SIZE],
            address=address,
            now=now,
            **kwargs,
        )


@method_decorator(login_not_required, name="dispatch")
class MailView(DemoOnlyMixin, TemplateView):
    """One mail as it leaves, in plain text."""

    template_name = "mail.html"

    def get_context_data(self, uuid, **kwargs):
        mail = get_object_or_404(OutgoingMail.objects.select_related("notification"), uuid=uuid)
        return super().get_context_data(mail=mail, **kwargs)


@method_decorator(login_not_required, name="dispatch")
class SendNowView(DemoOnlyMixin, View):
    """Let a waiting mail leave at once, with those that leave with it."""

    def post(self, request, uuid):
        mail = get_object_or_404(OutgoingMail, uuid=uuid, state=OutgoingMail.State.QUEUED)
        send_now(mail)
        messages.success(request, _("The mail is leaving."))
        return HttpResponseRedirect(reverse("demo_mailbox"))
