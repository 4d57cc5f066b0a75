"""Versions of an agenda: the question whether to send one more, and those that were sent."""

from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from committee.agenda_forms import ReleaseForm
from committee.enums import UPCOMING, SessionState
from committee.selectors import asked_on, next_version, versions_of
from committee.services.agenda import release_agenda
from committee.services.sessions import must_be
from committee.views.finding import find_session, session_url
from parkour.core.views import ServiceFormView


class ReleaseView(ServiceFormView):
    """What a new version would change and who would be told what, then the button."""

    form_class, template_name = ReleaseForm, "committee/release.html"

    def find(self):
        return find_session(self.request, self.kwargs["number"], permission="view_draft")

    def permit(self):
        self.require("committee.edit_agenda")
        must_be(self.object, UPCOMING, _("The agenda of this session can no longer be changed."))

    def get_back_url(self):
        name = "agenda" if self.request.user.has_perm("committee.edit_agenda", self.object) else "session"
        return session_url(name, self.object)

    def call(self, form):
        return release_agenda(self.object, by=self.request.user, **form.cleaned_data)

    def get_success_message(self):
        facts = {"version": self.result.version}
        if self.result.version == self.object.agenda_version:
            return _("Nothing has changed since version %(version)s: nobody was told.") % facts
        if self.result.version == 1:
            return _("Version %(version)s is published. The members are told.") % facts
        return _("Version %(version)s is published. Those whom the changes concern are told.") % facts

    def get_context_data(self, **kwargs):
        coming = next_version(self.object, by=self.request.user)
        convenes = self.object.state == SessionState.PLANNED
        invited = asked_on(self.object.on).count() if convenes else 0
        return super().get_context_data(session=self.object, coming=coming, invited=invited, **kwargs)


class VersionsView(TemplateView):
    """What was sent, the latest first, and what each version changed."""

    template_name = "committee/versions.html"

    def get_context_data(self, **kwargs):
        session = find_session(self.request, self.kwargs["number"], permission="view_agenda")
        return super().get_context_data(session=session, versions=versions_of(session), **kwargs)
