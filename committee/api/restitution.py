"""What a session gives back: the facts, and the slides."""

from django.http import Http404, HttpResponse
from django.urls import path

from committee.api.sessions import SessionEndpoint
from committee.giving_back import GivingBack, giving_back
from committee.restitution_slides import slides_pdf
from committee.serializers.restitution import GivingBackOut, giving_back_out
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import operation

READ = {"scope": Scope.COMMITTEE_READ, "sees": "committee.view_minutes"}
PDF = "application/pdf"


class RestitutionEndpoint(SessionEndpoint):
    def given(self, session) -> GivingBack:
        """404 for a session that is only planned, or cancelled."""
        found = giving_back(self.request.user, session)
        if found is None:
            raise Http404
        return found


class RestitutionView(RestitutionEndpoint):
    @operation(**READ, output=GivingBackOut)
    def get(self, request, number):
        """Received, sorted, decided, done, not kept, since the session before; and what came of what ended."""
        return giving_back_out(self.given(self.find(number)))


class SlidesView(RestitutionEndpoint):
    @operation(**READ, binary=(PDF,))
    def get(self, request, number):
        """The same on slides."""
        session = self.find(number)
        return HttpResponse(slides_pdf(session, self.given(session)), content_type=PDF)


one = "sessions/<int:number>/restitution/"
urlpatterns = [
    path(one, RestitutionView.as_view(), name="restitution"),
    path(f"{one}slides/", SlidesView.as_view(), name="restitution_slides"),
]
