"""What is asked for an agenda and what it waits for: a point of the direction, documents."""

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from committee.finding import document_for
from committee.preparing_forms import AskPointForm, DocumentForm
from committee.selectors import next_session
from committee.selectors.preparing import asked_point, documents_of, may_be_asked_for
from committee.services import asking, documents
from committee.views.agenda import colleagues
from committee.views.finding import SessionButton, find_session, session_url
from ideas.privacy import tell
from ideas.views.finding import find_idea
from parkour.core.views import ServiceFormView, ServicePostView


class AskPointView(ServiceFormView):
    """Somebody of the direction asks for a point in a session: once a session, with a reason."""

    form_class, template_name = AskPointForm, "committee/ask_point.html"
    success_message = gettext_lazy("The improvement officer is told, and the proposal of the agenda places it.")

    def find(self):
        return find_session(self.request, self.kwargs["number"], permission="ask_for_point")

    def get_form_kwargs(self):
        self.asked = asked_point(self.object)
        self.mine = self.asked and self.asked.by_id == self.request.user.pk
        initial = {"idea": self.request.GET.get("idea", "")}
        if self.mine:
            initial = {"idea": self.asked.idea.reference, "reason": self.asked.reason}
        ideas = may_be_asked_for(self.object, self.request.user)
        return super().get_form_kwargs() | {"ideas": ideas, "initial": initial}

    def call(self, form):
        return asking.ask_for_point(self.object, by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(session=self.object, **kwargs)
        if self.asked:
            tell(self.request.user, [self.asked.idea])
        return context | {"asked": self.asked, "mine": self.mine}


class TakeBackPointView(SessionButton):
    sees = needs = "ask_for_point"
    page = "ask_point"
    success_message = gettext_lazy("It is no longer asked for.")

    def call(self):
        return asking.take_back_point(self.session, by=self.request.user)


class AskNextView(View):
    """From the page of a contribution to the next session to come."""

    def get(self, request, reference):
        if not request.user.has_perm("committee.ask_for_point"):
            raise Http404
        session = next_session()
        if session is None:
            return HttpResponseRedirect(reverse("committee:sessions"))
        return HttpResponseRedirect(f"{session_url('ask_point', session)}?idea={reference}")


class DocumentsView(ServiceFormView):
    """Documents that a contribution waits for; the officer adds one."""

    form_class, template_name = DocumentForm, "committee/documents.html"
    success_message = gettext_lazy("The document is noted.")

    def find(self):
        if not self.request.user.has_perm("committee.edit_agenda"):
            raise Http404
        return find_idea(self.request, self.kwargs["reference"])

    def get_back_url(self):
        item = self.object.agenda_items.filter(decision=None).select_related("session").order_by("-pk").first()
        return session_url("agenda", item.session) if item else self.object.get_absolute_url()

    def get_success_url(self):
        return self.request.path

    def call(self, form):
        return documents.ask_for_document(self.object, by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **kwargs):
        rows = documents_of(self.object)
        waits = self.object.state in documents.BEFORE_THE_COMMITTEE
        return super().get_context_data(documents=rows, waits=waits, people=colleagues(), **kwargs)


class DocumentView(TemplateView):
    """What one is asked to bring, for whom and until when."""

    template_name = "committee/document.html"

    def get_context_data(self, **kwargs):
        document = document_for(self.request.user, self.kwargs["pk"])
        (idea,) = tell(self.request.user, [document.idea])
        return super().get_context_data(
            document=document,
            idea=idea,
            waits=idea.state in documents.BEFORE_THE_COMMITTEE,
            can_read=self.request.user.has_perm("ideas.view_idea", idea),
            can_add_files=self.request.user.has_perm("ideas.add_files", idea),
            prepares=self.request.user.has_perm("committee.edit_agenda"),
            **kwargs,
        )


class DocumentButton(ServicePostView):
    """A button on a document."""

    def find(self):
        return document_for(self.request.user, self.kwargs["pk"])


class ArrivedView(DocumentButton):
    success_message = gettext_lazy("The document is there.")

    def call(self):
        return documents.document_arrived(self.object, by=self.request.user)


class MissingAgainView(DocumentButton):
    success_message = gettext_lazy("The document is missing again.")

    def call(self):
        return documents.document_missing_again(self.object, by=self.request.user)


class DropDocumentView(DocumentButton):
    success_message = gettext_lazy("Nobody waits for this document any more.")

    def permit(self):
        self.require("committee.edit_agenda", _("Only the improvement officer says that a document is not needed."))

    def get_success_url(self):
        return reverse("committee:documents", args=[self.object.idea.reference])

    def call(self):
        return documents.drop_document(self.object, by=self.request.user)
