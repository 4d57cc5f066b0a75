"""What may be told and what may be adopted together: proposals with their reasons, placed one by one or at once."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from committee.enums import UPCOMING
from committee.selectors.together import consents_for, reports_for
from committee.services.together import place_together
from committee.views.agenda import AgendaButton
from committee.views.finding import find_session


class TogetherView(TemplateView):
    """The proposals for the report and for what is adopted together."""

    template_name = "committee/together.html"

    def get_context_data(self, **kwargs):
        session = find_session(self.request, self.kwargs["number"], permission="edit_agenda")
        told = {"reports": reports_for(session), "consents": consents_for(session), "open": session.state in UPCOMING}
        return super().get_context_data(session=session, **told, **kwargs)


class PlaceTogetherView(AgendaButton):
    """`report` and `consent`: references, as many as wished."""

    page = "together"

    def call(self):
        chosen = self.request.POST.getlist
        return place_together(self.session, by=self.request.user, reports=chosen("report"), consents=chosen("consent"))

    def get_success_message(self):
        if not self.result:
            return _("Nothing was placed: it is on the agenda already, or is no longer proposed.")
        said = ngettext("%(count)s point is on the agenda.", "%(count)s points are on the agenda.", len(self.result))
        return said % {"count": len(self.result)}
