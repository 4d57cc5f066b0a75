"""The plan of a whole session: asked for, looked at while the worker finds it, compared, applied."""

from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from committee.services import whole_session as services
from committee.views.agenda import AgendaButton
from committee.views.finding import find_session
from committee.whole import whole_plan


class WholeView(TemplateView):
    """What the plan would change, for those who fill the agenda."""

    template_name = "committee/whole.html"

    def get_context_data(self, **kwargs):
        session = find_session(self.request, self.kwargs["number"], permission="edit_agenda")
        return super().get_context_data(session=session, plan=whole_plan(session), **kwargs)


class WholeStateView(WholeView):
    """The same without its frame: asked for every two seconds while the plan is made."""

    template_name = "committee/_whole.html"


class AskWholeView(AgendaButton):
    page = "whole"

    def call(self):
        return services.ask_for_plan(self.session, by=self.request.user)


class ApplyWholeView(AgendaButton):
    page = "whole"
    success_message = gettext_lazy("The plan is on the agenda. It is a draft until you publish it.")

    def call(self):
        fingerprint = self.request.POST.get("plan", "")
        services.apply_plan(self.session, by=self.request.user, fingerprint=fingerprint)
        self.page = "agenda"
