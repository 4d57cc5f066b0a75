"""The record of a session: read by all once published, written over by the officer before."""

from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from committee.enums import SessionState
from committee.forms import NoteForm
from committee.selectors import votes_of
from committee.services.minutes import minutes_data, publish_minutes, save_note
from committee.views.finding import PageForm, find_session, session_url
from committee.views.sessions import told_passed

WRITABLE = frozenset({SessionState.OPEN, SessionState.CLOSED})


class MinutesPage:
    template_name = "committee/minutes.html"

    def find(self):
        return find_session(self.request, self.kwargs["number"], permission="view_minutes")

    def get_context_data(self, **kwargs):
        session = self.object
        data = minutes_data(session)
        writes = session.state in WRITABLE and self.request.user.has_perm("committee.publish_minutes", session)
        context = {
            "session": session,
            "data": data,
            "lines": [(line, [(result, votes_of(result.poll)) for result in line.results]) for line in data.items],
            "passed": told_passed(session, self.request.user),
            "writes": writes,
            "publishable": writes and session.state == SessionState.CLOSED,
            "lacking": [line for line in data.items if line.lacks_owner],
            "note_form": NoteForm(initial={"note": data.note}) if writes else None,
        }
        return super().get_context_data(**context | kwargs)


class MinutesView(MinutesPage, TemplateView):
    """Who came, what was decided, by how many votes, why, and who does what by when."""

    def get_context_data(self, **kwargs):
        self.object = self.find()
        return super().get_context_data(**kwargs)


class NoteView(MinutesPage, PageForm):
    """Keep the note; with the button « publish », publish the minutes with it."""

    form_class = NoteForm

    def permit(self):
        self.require("committee.publish_minutes")

    def get_back_url(self):
        return session_url("minutes", self.object)

    def call(self, form):
        act = publish_minutes if "publish" in self.request.POST else save_note
        return act(self.object, by=self.request.user, **form.cleaned_data)

    def get_success_message(self):
        if "publish" in self.request.POST:
            return _("The minutes are published. The members are told.")
        return _("The note is kept.")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"note_form": context["form"]}
