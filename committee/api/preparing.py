"""What an agenda is prepared with: checks, a point of the direction, documents, what is done together, availability."""

from django.urls import path

from committee.api.agenda import EDIT, AgendaEndpoint
from committee.finding import document_for
from committee.selectors.availability import my_days
from committee.selectors.checks import checks_of
from committee.selectors.preparing import asked_point, documents_of
from committee.selectors.together import consents_for, reports_for
from committee.serializers import agenda as told
from committee.serializers import preparing as out
from committee.services import asking, documents
from committee.services.availability import say_day
from committee.services.together import place_together
from ideas.finding import idea_for
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.fields import NoQuery
from parkour.core.api.pagination import Page

READ_EDIT = {"scope": Scope.COMMITTEE_READ, "sees": "committee.edit_agenda"}
ASKS = {"scope": Scope.COMMITTEE_WRITE, "sees": "committee.ask_for_point"}
PREPARE = {"scope": Scope.COMMITTEE_WRITE, "permission": "committee.edit_agenda"}
MINE = {"permission": "committee.attend", "output": out.DaysOut}


class ChecksView(AgendaEndpoint):
    @operation(**READ_EDIT, paged=True, query=NoQuery, output=out.CheckOut)
    def get(self, request, number):
        """What to look at before the session, the grave first."""
        return Page([out.check_out(check) for check in checks_of(self.find(number))])


class AskedPointView(AgendaEndpoint):
    @operation(scope=Scope.COMMITTEE_READ, sees="committee.view_draft", output=out.AskedPointOut)
    def get(self, request, number):
        """What the direction asks for in this session."""
        return out.asked_out(asked_point(self.find(number)))

    @operation(**ASKS, input=out.AskPointInput, output=out.AskedPointOut)
    def put(self, request, number):
        """Ask for a contribution, once a session; the same one again changes the reason."""
        session, sent = self.find(number), self.sent
        return out.asked_out(asking.ask_for_point(session, sent["idea"], by=request.user, reason=sent["reason"]))

    @operation(**ASKS)
    def delete(self, request, number):
        """Ask for it no more. Twice is once."""
        asking.take_back_point(self.find(number), by=request.user)


class TogetherView(AgendaEndpoint):
    @operation(**READ_EDIT, output=out.TogetherOut)
    def get(self, request, number):
        """What could be told of earlier decisions, and adopted without a discussion."""
        session = self.find(number)
        return out.together_out(reports_for(session), consents_for(session))

    @operation(**EDIT, input=out.TogetherInput, output=told.AgendaOut)
    def post(self, request, number):
        """Place some of them; what is no longer proposed is left aside."""
        place_together(self.find(number), by=request.user, **self.sent)
        return self.now(number)


class DocumentsView(Endpoint):
    @operation(
        scope=Scope.COMMITTEE_READ,
        permission="committee.edit_agenda",
        paged=True,
        query=NoQuery,
        output=out.DocumentOut,
    )
    def get(self, request, reference):
        """Documents that a contribution waits or waited for, the missing ones first."""
        return Page([out.document_out(row) for row in documents_of(idea_for(request.user, reference))])

    @operation(**PREPARE, input=out.DocumentInput, output=out.DocumentOut, status=201)
    def post(self, request, reference):
        """Wait for a document; who is to bring it is told."""
        idea = idea_for(request.user, reference)
        return out.document_out(documents.ask_for_document(idea, by=request.user, **self.sent))


class DocumentView(Endpoint):
    @operation(scope=Scope.COMMITTEE_READ, sees="committee.hand_over", output=out.DocumentOut)
    def get(self, request, pk):
        """One document, for those who prepare agendas and for who is to bring it."""
        return out.document_out(document_for(request.user, pk))

    @operation(
        scope=Scope.COMMITTEE_WRITE, sees="committee.hand_over", input=out.DocumentChange, output=out.DocumentOut
    )
    def patch(self, request, pk):
        """Say that it is there, or that it is missing after all."""
        change = documents.document_arrived if self.sent["arrived"] else documents.document_missing_again
        return out.document_out(change(document_for(request.user, pk), by=request.user))

    @operation(scope=Scope.COMMITTEE_WRITE, sees="committee.hand_over")
    def delete(self, request, pk):
        """It is not needed: nobody waits for it."""
        documents.drop_document(document_for(request.user, pk), by=request.user)


class AvailabilityView(Endpoint):
    @operation(scope=Scope.COMMITTEE_READ, **MINE)
    def get(self, request):
        """What I said of the sessions to come, and of the days to which the first might move."""
        return out.days_out(my_days(request.user))

    @operation(scope=Scope.COMMITTEE_WRITE, **MINE, input=out.DayInput)
    def put(self, request):
        """Say whether I could come on one of the other days; `session_answer` is for the sessions themselves."""
        say_day(self.sent["day"], by=request.user, answer=self.sent["answer"] or "")
        return out.days_out(my_days(request.user))


one = "sessions/<int:number>/"
urlpatterns = [
    path(f"{one}checks/", ChecksView.as_view(), name="session_checks"),
    path(f"{one}asked-point/", AskedPointView.as_view(), name="asked_point"),
    path(f"{one}together/", TogetherView.as_view(), name="together"),
    path("ideas/<slug:reference>/awaited-documents/", DocumentsView.as_view(), name="awaited_documents"),
    path("awaited-documents/<int:pk>/", DocumentView.as_view(), name="awaited_document"),
    path("availability/", AvailabilityView.as_view(), name="availability"),
]
