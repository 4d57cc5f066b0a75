"""Mails that did not arrive, for those who look after them."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from parkour.accounts.models import Role
from parkour.core import clock
from parkour.core.keys import whole_number
from parkour.core.views import ServicePostView
from parkour.notifications import undelivered as services
from parkour.notifications.kinds import Group, kind_of
from parkour.notifications.models import MailServer, OutgoingMail
from parkour.notifications.selectors import mail_numbers, undelivered

SIZE = 30


class KeeperMixin:
    """As if the page did not exist, for everybody else."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm("notifications.look_after_mail"):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class UndeliveredView(KeeperMixin, TemplateView):
    """What did not arrive, why and for whom; newest first, pages by key (`?before=`)."""

    template_name = "notifications/undelivered.html"

    def get_context_data(self, **kwargs):
        rows, before = undelivered(), whole_number(self.request.GET.get("before"))
        page = list((rows.filter(pk__lt=before) if before is not None else rows)[: SIZE + 1])
        officer = self.request.user.has_role(Role.OFFICER)
        return super().get_context_data(
            mails=[(mail, about(mail, officer)) for mail in page[:SIZE]],
            next=page[SIZE - 1].pk if len(page) > SIZE else None,
            total=rows.count(),
            server=MailServer.objects.filter(failing_since__isnull=False).first(),
            numbers=mail_numbers(),
            now=clock.now(),
            **kwargs,
        )


def about(mail: OutgoingMail, officer: bool) -> str:
    """What a mail is about. With its reader beside it, the subject may tell who wrote a contribution under a hidden
    name: only officers, who read every name, see it."""
    kind = kind_of(mail.kind)
    return mail.subject if officer or kind.group == Group.COMMITTEE else str(kind.label)


class ActionView(ServicePostView):
    """A button of those who look after the mail."""

    def find(self):
        if not self.request.user.has_perm("notifications.look_after_mail"):
            raise Http404
        if "uuid" not in self.kwargs:
            return None
        return get_object_or_404(OutgoingMail, uuid=self.kwargs["uuid"])

    def get_back_url(self):
        return reverse("notifications:undelivered")


class SendAgainView(ActionView):
    success_message = _("The mail is leaving.")

    def call(self):
        services.send_again(self.object, by=self.request.user)


class GiveUpView(ActionView):
    success_message = _("This mail will not be sent. Its reader finds the message in Parkour.")

    def call(self):
        services.give_up(self.object, by=self.request.user)


class SendAllAgainView(ActionView):
    def call(self):
        return services.send_all_again(by=self.request.user)

    def get_success_message(self):
        return ngettext("%(count)s mail is leaving.", "%(count)s mails are leaving.", self.result) % {
            "count": self.result
        }


class TryServerView(ActionView):
    success_message = _("We are trying the mail server now.")

    def call(self):
        services.try_server(by=self.request.user)
