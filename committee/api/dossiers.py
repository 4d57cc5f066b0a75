"""The files of the points of a session."""

from django.http import Http404
from django.urls import path

from committee.api.agenda import ItemEndpoint
from committee.api.sessions import SessionEndpoint
from committee.dossiers import dossier_of_item, sent_dossiers
from committee.sent import sent_agenda
from committee.serializers.dossiers import DossierOut, DossiersOut, dossier_out, dossiers_out
from ideas.services.rubrics import rubric_to_read
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import operation

READ = {"scope": Scope.COMMITTEE_READ, "sees": "committee.view_draft"}


class DossierView(ItemEndpoint):
    @operation(**READ, output=DossierOut)
    def get(self, request, pk):
        """The file of one point as it is prepared."""
        return dossier_out(dossier_of_item(self.find(pk), request.user, rubric_to_read().values))


class DossiersView(SessionEndpoint):
    @operation(**READ, output=DossiersOut)
    def get(self, request, number):
        """The files of all points as they were last sent, and how long they take to read."""
        session = self.find(number)
        sent = sent_agenda(session)
        if sent is None:
            raise Http404
        return dossiers_out(sent_dossiers(session, sent, request.user, rubric_to_read().values))


urlpatterns = [
    path("items/<int:pk>/dossier/", DossierView.as_view(), name="dossier"),
    path("sessions/<int:number>/dossiers/", DossiersView.as_view(), name="session_dossiers"),
]
