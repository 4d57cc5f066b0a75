"""The minutes of a session: their words and versions, what is found wrong in them; and what the committee decided."""

from django.http import Http404, HttpResponse
from django.urls import path

from committee.api.sessions import SessionEndpoint
from committee.finding import objection_for
from committee.minutes_paper import minutes_pdf
from committee.models import AgendaItem
from committee.passed import told_passed
from committee.selectors.decided import Wanted, decided_for
from committee.selectors.minutes import differences, minutes_data, minutes_for, versions_of_minutes
from committee.serializers import minutes as record
from committee.services import approving, errata
from committee.services import minutes as services
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.fields import NoQuery
from parkour.core.api.pagination import Page, moment_cursor, page_of
from parkour.core.keys import encode_key

READ = {"scope": Scope.COMMITTEE_READ, "sees": "committee.view_minutes"}
RECORD = {"scope": Scope.COMMITTEE_WRITE, "sees": "committee.view_minutes", "output": record.MinutesOut}
DRAFT = {"scope": Scope.COMMITTEE_READ, "sees": "committee.view_draft", "paged": True}
PDF = "application/pdf"


class MinutesEndpoint(SessionEndpoint):
    """The record of one session."""

    def now(self, number):
        return record.minutes_out(minutes_for(self.request.user, self.find(number)))


class MinutesView(MinutesEndpoint):
    @operation(**READ, output=record.MinutesOut)
    def get(self, request, number):
        """Who came, what was decided, by how many votes, why, and who does what by when."""
        return self.now(number)


class NoteView(MinutesEndpoint):
    @operation(**RECORD, input=record.NoteInput, refusals=(412,))
    def put(self, request, number):
        """Keep what else was said, and words about points, while the minutes are not published: one more version."""
        services.save_note(self.find(number), by=request.user, **record.written(self.sent))
        return self.now(number)


class PublishView(MinutesEndpoint):
    @operation(**RECORD, input=record.NoteInput, refusals=(412,))
    def post(self, request, number):
        """Publish the record of a closed session, with these words. Twice is once."""
        services.publish_minutes(self.find(number), by=request.user, **record.written(self.sent))
        return self.now(number)


class PaperView(SessionEndpoint):
    @operation(**READ, binary=(PDF,))
    def get(self, request, number):
        """The record as a paper."""
        session = self.find(number)
        passed = told_passed(session, request.user, to_pass_on=True)
        return HttpResponse(minutes_pdf(minutes_for(request.user, session), passed), content_type=PDF)


class VersionsView(SessionEndpoint):
    @operation(**DRAFT, query=NoQuery, output=record.MinutesVersionOut)
    def get(self, request, number):
        """Versions of the words, the latest first."""
        return Page([record.minutes_version_out(row) for row in versions_of_minutes(self.find(number))])


class BetweenView(SessionEndpoint):
    @operation(**DRAFT, query=record.BetweenQuery, output=record.ChangedTextOut)
    def get(self, request, number):
        """What one version changed in another, text by text."""
        session, after = self.find(number), self.query["after"]
        if after is None:
            after = next((row.number for row in versions_of_minutes(session)), None)
        if after is None:
            return Page([])
        found = differences(session, self.query["before"], after)
        if found is None:
            raise Http404
        return Page([record.changed_text_out(change) for change in found])


class ObjectionsView(MinutesEndpoint):
    @operation(**DRAFT, query=NoQuery, output=record.MinutesObjectionOut)
    def get(self, request, number):
        """What members found wrong in published minutes, and the answers."""
        return Page([record.minutes_objection_out(row) for row in minutes_data(self.find(number)).objections])

    @operation(**RECORD, input=record.ObjectionWordsInput)
    def post(self, request, number):
        """A member says what is wrong: the minutes are not approved before this is answered."""
        approving.object_to_minutes(self.find(number), by=request.user, words=self.sent["words"])
        return self.now(number)


class RefuseView(Endpoint):
    @operation(scope=Scope.COMMITTEE_WRITE, sees="committee.publish_minutes", input=record.ObjectionWordsInput)
    def post(self, request, pk):
        """Say why the minutes stay as they are: whoever objected is told."""
        approving.refuse_objection(objection_for(request.user, pk), by=request.user, words=self.sent["words"])


class CorrectView(MinutesEndpoint):
    @operation(**RECORD, input=record.CorrectInput)
    def post(self, request, number):
        """Publish a correction beside the record; with its last fields, a new decision replaces that of the point."""
        sent = dict(self.sent)
        item, objection = sent.pop("item"), sent.pop("objection")
        errata.correct_minutes(
            self.find(number),
            by=request.user,
            item=AgendaItem(pk=item) if item else None,
            objection=objection_for(request.user, objection) if objection else None,
            **sent,
        )
        return self.now(number)


class DecisionsView(Endpoint):
    @operation(
        scope=Scope.COMMITTEE_READ,
        permission="committee.view_committee",
        paged=True,
        query=record.DecidedQuery,
        output=record.CommitteeDecisionOut,
    )
    def get(self, request):
        """What the committee decided, the latest first; whoever sits in it reads it before the minutes are out."""
        key, size = moment_cursor(self.query.get("cursor")), self.query["limit"]
        wanted = Wanted(self.query["q"], self.query["outcome"], self.query["year"])
        page = page_of(decided_for(request.user, wanted, key, size), size, lambda row: encode_key(*row.key))
        return Page([record.decided_out(row) for row in page.rows], page.cursor)


one = "sessions/<int:number>/minutes/"
urlpatterns = [
    path(one, MinutesView.as_view(), name="minutes"),
    path(f"{one}note/", NoteView.as_view(), name="minutes_note"),
    path(f"{one}publish/", PublishView.as_view(), name="publish_minutes"),
    path(f"{one}paper/", PaperView.as_view(), name="minutes_paper"),
    path(f"{one}versions/", VersionsView.as_view(), name="minutes_versions"),
    path(f"{one}versions/between/", BetweenView.as_view(), name="minutes_between"),
    path(f"{one}objections/", ObjectionsView.as_view(), name="minutes_objections"),
    path(f"{one}corrections/", CorrectView.as_view(), name="correct_minutes"),
    path("objections/<int:pk>/refuse/", RefuseView.as_view(), name="refuse_objection"),
    path("committee-decisions/", DecisionsView.as_view(), name="committee_decisions"),
]
