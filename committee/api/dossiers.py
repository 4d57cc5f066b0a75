"""The files of the points of a session."""

from django.http import Http404, HttpResponse
from django.urls import path

from committee.api.agenda import ItemEndpoint
from committee.api.sessions import SessionEndpoint
from committee.dossiers import dossier_of_item, sent_dossiers
from committee.sent import sent_agenda
from committee.serializers.dossiers import DossierOut, DossiersOut, dossier_out, dossiers_out
from committee.session_paper import session_pdf
from ideas.services.rubrics import rubric_to_read
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import operation

READ = {"scope": Scope.COMMITTEE_READ, "sees": "committee.view_draft"}
PDF = "application/pdf"


class DossierView(ItemEndpoint):
    @operation(**READ, output=DossierOut)
    def get(self, request, pk):
        """The file of one point as it is prepared."""
        return dossier_out(dossier_of_item(self.find(pk), request.user, rubric_to_read().values))


class SentEndpoint(SessionEndpoint):
    def sent_to(self, session, user):
        """The agenda as it was last sent, and its files for this reader; 404 before it is sent."""
        sent = sent_agenda(session)
        if sent is None:
            raise Http404
        return sent, sent_dossiers(session, sent, user, rubric_to_read().values)


class DossiersView(SentEndpoint):
    @operation(**READ, output=DossiersOut)
    def get(self, request, number):
        """The files of all points as they were last sent, and how long they take to read."""
        _sent, dossiers = self.sent_to(self.find(number), request.user)
        return dossiers_out(dossiers)


class PaperView(SentEndpoint):
    @operation(**READ, binary=(PDF,))
    def get(self, request, number):
        """The agenda as it was last sent, and the files of all points, as one paper."""
        session = self.find(number)
        return HttpResponse(session_pdf(session, *self.sent_to(session, request.user)), content_type=PDF)


urlpatterns = [
    path("items/<int:pk>/dossier/", DossierView.as_view(), name="dossier"),
    path("sessions/<int:number>/dossiers/", DossiersView.as_view(), name="session_dossiers"),
    path("sessions/<int:number>/paper/", PaperView.as_view(), name="session_paper"),
]
