"""Mails that somebody unknown sent to the mailbox of contributions: the officer makes something of them, or nothing."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from ideas import desk
from ideas.enums import MailFate
from ideas.forms.incoming import AcceptMailForm
from ideas.incoming import PAGE, discarded_lately, held_mails, held_page, said_in, takes_mail
from ideas.mail.mailbox import trouble_since
from ideas.models import IncomingMail
from ideas.services import incoming
from parkour.core.counting import capped_counts
from parkour.core.keys import whole_number
from parkour.core.views import ServiceFormView, ServicePostView


class MailsView(TemplateView):
    """What waits, the oldest first; 404 but for officers."""

    template_name = "ideas/mails.html"

    def get_context_data(self, **kwargs):
        if not self.request.user.has_perm("ideas.sort_mail"):
            raise Http404
        after = whole_number(self.request.GET.get("after"))
        rows = held_page(after=after)
        return super().get_context_data(
            mails=rows[:PAGE],
            total=capped_counts(total=held_mails())["total"],
            discarded=discarded_lately() if after is None else [],
            trouble_since=trouble_since(),
            address=settings.MAIL_IN_ADDRESS,
            is_read=takes_mail(),
            first_url="" if after is None else self.request.path,
            next_url=f"?after={rows[PAGE - 1].pk}" if len(rows) > PAGE else "",
            **kwargs,
        )


class OneMail:
    """For officers; for everybody else there is nothing here."""

    def find(self):
        if not self.request.user.has_perm("ideas.sort_mail"):
            raise Http404
        kept = IncomingMail.objects.filter(fate__in=[MailFate.HELD, MailFate.DISCARDED])
        return get_object_or_404(kept, pk=self.kwargs["pk"])

    def get_back_url(self):
        return reverse("ideas:mails")


class AcceptMailView(OneMail, ServiceFormView):
    form_class = AcceptMailForm
    template_name = "ideas/mail_accept.html"

    def get_initial(self):
        return {"text": said_in(self.object.subject, self.object.text)}

    def call(self, form):
        return incoming.accept_mail(self.object, by=self.request.user, **form.cleaned_data)

    def get_success_message(self):
        return _("%(reference)s is in the queue, and its author has the receipt.") % {
            "reference": self.result.reference
        }

    def get_context_data(self, **context):
        return super().get_context_data(people=desk.people_to_name(), **context)


class DiscardMailView(OneMail, ServicePostView):
    success_message = gettext_lazy("The mail is discarded. You can take it back for 30 days.")

    def call(self):
        return incoming.discard_mail(self.object, by=self.request.user)


class RestoreMailView(OneMail, ServicePostView):
    success_message = gettext_lazy("The mail waits for your decision again.")

    def call(self):
        return incoming.restore_mail(self.object, by=self.request.user)
