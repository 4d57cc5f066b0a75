"""Drafts: kept while one types, discarded, taken back."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ideas.forms.author import ForgetForm, LaterForm
from ideas.selectors import draft_of, files_of_draft
from ideas.services.drafts import discard_draft, forget_draft, restore_draft, save_draft
from ideas.views.files import told_file
from parkour.core.programs import ServiceDataView
from parkour.core.views import ServicePostView


def find_draft(request, key):
    """The person's own draft; 404 for any other."""
    draft = draft_of(request.user, key)
    if draft is None:
        raise Http404
    return draft


def told(draft) -> dict:
    """A draft as the script of the form reads it."""
    return {
        "version": draft.version,
        "changed_at": draft.changed_at.isoformat(),
        "problem_text": draft.problem_text,
        "change_text": draft.change_text,
        "files": [told_file(file) for file in files_of_draft(draft.person, draft.key)],
    }


class SaveDraftView(ServiceDataView):
    """Sent by the form every few seconds. A key of somebody else makes a draft of one's own."""

    form_class = LaterForm

    def call(self, form):
        version = form.cleaned_data["draft_version"]
        facts = {"key": self.kwargs["uuid"], "version": version, "files": form.cleaned_data["files"]}
        return save_draft(form.words(), **facts, by=self.request.user)

    def said(self):
        # The page has the words and the files: it asks which version they are.
        return {"version": self.result.version, "changed_at": self.result.changed_at.isoformat()}

    def more(self, form, conflict=None):
        return {"current": told(conflict.current)} if conflict else {}


class ForgetDraftView(ServiceDataView):
    """Asked by the form when its words go to the anonymous page."""

    form_class = ForgetForm

    def call(self, form):
        keys = tuple(file.key for file in form.cleaned_data["files"])
        forget_draft(self.kwargs["uuid"], by=self.request.user, files=keys)


class DraftPostView(ServicePostView):
    def find(self):
        return find_draft(self.request, self.kwargs["uuid"])

    def get_back_url(self):
        return reverse("ideas:mine")


class DiscardDraftView(DraftPostView):
    def call(self):
        discard_draft(self.object, by=self.request.user)

    def get_success_url(self):
        return f"{reverse('ideas:mine')}?discarded={self.object.key}"


class RestoreDraftView(DraftPostView):
    success_message = _("Your draft is back.")

    def call(self):
        restore_draft(self.object, by=self.request.user)
