"""The plan of a whole session: asked for, read, applied."""

from django.urls import path

from committee.api.agenda import EDIT, AgendaEndpoint
from committee.serializers import agenda as told
from committee.serializers.whole import WholePlanInput, WholePlanOut, whole_out
from committee.services import whole_session as services
from committee.whole import whole_plan
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import operation


class WholePlanView(AgendaEndpoint):
    @operation(scope=Scope.COMMITTEE_READ, sees="committee.edit_agenda", output=WholePlanOut)
    def get(self, request, number):
        """The last plan of the whole session, and how far the next one is."""
        return whole_out(whole_plan(self.find(number)))

    @operation(**EDIT, output=WholePlanOut)
    def post(self, request, number):
        """Ask for the best agenda of the whole session; it is found meanwhile, read it a little later."""
        session = self.find(number)
        services.ask_for_plan(session, by=request.user)
        return whole_out(whole_plan(session))


class ApplyPlanView(AgendaEndpoint):
    @operation(**EDIT, input=WholePlanInput, output=told.AgendaOut)
    def post(self, request, number):
        """Put the plan that was read on the agenda; what is kept in place stays."""
        services.apply_plan(self.find(number), by=request.user, fingerprint=self.sent["plan"])
        return self.now(number)


one = "sessions/<int:number>/whole-plan/"
urlpatterns = [
    path(one, WholePlanView.as_view(), name="whole_plan"),
    path(f"{one}apply/", ApplyPlanView.as_view(), name="apply_plan"),
]
