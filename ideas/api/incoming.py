"""Mails that came to the mailbox of contributions from somebody we do not know: for officers."""

from django.http import Http404
from django.urls import path

from ideas.enums import MailFate
from ideas.incoming import held_page
from ideas.models import IncomingMail
from ideas.serializers import incoming as told
from ideas.services import incoming
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.pagination import Page, PageQuery, number_cursor, page_of

SORT = {"scope": Scope.TRIAGE, "permission": "ideas.sort_mail"}


class MailEndpoint(Endpoint):
    def find(self, pk):
        kept = IncomingMail.objects.filter(fate__in=[MailFate.HELD, MailFate.DISCARDED])
        if mail := kept.filter(pk=pk).first():
            return mail
        raise Http404


class MailsView(Endpoint):
    @operation(**SORT, paged=True, query=PageQuery, output=told.MailOut)
    def get(self, request):
        """Mails that wait for a decision, the oldest first."""
        size = self.query["limit"]
        page = page_of(held_page(after=number_cursor(self.query.get("cursor")), size=size), size, lambda mail: mail.pk)
        return Page([told.mail_out(mail) for mail in page.rows], page.cursor)


class AcceptMailView(MailEndpoint):
    @operation(**SORT, input=told.AcceptMailInput)
    def post(self, request, pk):
        """Make a contribution of it, said by a colleague."""
        incoming.accept_mail(self.find(pk), by=request.user, **self.sent)


class DiscardMailView(MailEndpoint):
    @operation(**SORT)
    def post(self, request, pk):
        """Nothing comes of it; it can be taken back for 30 days. Twice is once."""
        incoming.discard_mail(self.find(pk), by=request.user)


class RestoreMailView(MailEndpoint):
    @operation(**SORT)
    def post(self, request, pk):
        """Take a discarded mail back. Twice is once."""
        incoming.restore_mail(self.find(pk), by=request.user)


urlpatterns = [
    path("mails/", MailsView.as_view(), name="mails"),
    path("mails/<int:pk>/accept/", AcceptMailView.as_view(), name="mail_accept"),
    path("mails/<int:pk>/discard/", DiscardMailView.as_view(), name="mail_discard"),
    path("mails/<int:pk>/restore/", RestoreMailView.as_view(), name="mail_restore"),
]
