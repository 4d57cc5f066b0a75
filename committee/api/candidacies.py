"""Calls for candidates, over the services that the pages use."""

from datetime import UTC, datetime, time

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path

from committee import selectors
from committee.models import CandidacyCall
from committee.serializers import candidacies as out
from committee.services import candidacies as services
from committee.services import drawing, electing
from committee.services.common import permit
from ideas.serializers.inputs import ReasonInput
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.pagination import Page, PageQuery, moment_cursor, number_cursor, page_of
from parkour.core.exceptions import InvalidInput
from parkour.core.keys import encode_key

READ = {"scope": Scope.COMMITTEE_READ, "permission": "committee.view_committee"}
WRITE = {"scope": Scope.COMMITTEE_WRITE, "permission": "committee.view_committee", "output": out.CallOut}
MANAGE = WRITE | {"permission": "committee.manage_mandates"}


def _key(call):
    return encode_key(datetime.combine(call.closes_on, time(), tzinfo=UTC), call.pk)


class CallsView(Endpoint):
    @operation(**READ, paged=True, query=out.CallsQuery, output=out.CallRow)
    def get(self, request):
        """Calls that are running, the first to close first; or those that are over, the last first."""
        if self.query["when"] == "now":
            return Page([out.call_row(call) for call in selectors.calls_now()])
        key, size = moment_cursor(self.query.get("cursor")), self.query["limit"]
        rows = selectors.past_calls(before=(key[0].date(), key[1]) if key else None, size=size)
        page = page_of(rows, size, _key)
        return Page([out.call_row(call) for call in page.rows], page.cursor)

    @operation(**MANAGE, input=out.CallInput, status=201)
    def post(self, request):
        """Call the people of a pole to apply; it opens and closes by itself."""
        sent = dict(self.sent)
        return out.call_out(request.user, services.open_call(sent.pop("pole"), by=request.user, **sent))


class CallEndpoint(Endpoint):
    """One call, found once the permission of the operation was asked."""

    def find(self, pk) -> CandidacyCall:
        return get_object_or_404(CandidacyCall.objects.select_related("college"), pk=pk)

    def now(self, pk) -> dict:
        return out.call_out(self.request.user, self.find(pk))


class CallView(CallEndpoint):
    @operation(**READ, output=out.CallOut)
    def get(self, request, pk):
        """One call, and where one stands in it."""
        return self.now(pk)


class CandidacyView(CallEndpoint):
    @operation(**WRITE, input=out.LetterInput)
    def put(self, request, pk):
        """Apply in two lines, or say them otherwise."""
        services.apply(self.find(pk), by=request.user, letter=self.sent["letter"])
        return self.now(pk)

    @operation(**WRITE)
    def delete(self, request, pk):
        """Withdraw. The words stay, and may be sent again."""
        services.withdraw(self.find(pk), by=request.user)
        return self.now(pk)


class BallotView(CallEndpoint):
    @operation(**READ, output=out.BallotOut)
    def get(self, request, pk):
        """For whom one votes, and whether one has. Nobody reads what a ballot says."""
        call = self.find(pk)
        permit(request.user, "elect", call)
        return out.ballot_out(request.user, call)

    @operation(**WRITE | {"output": out.PutIn}, input=out.CandidateBallotInput)
    def post(self, request, pk):
        """Put one's ballot into the urn. It is secret and final; a second one is told that the first stands."""
        recorded = electing.put_ballot(self.find(pk), by=request.user, ballot=self.sent["ballot"])
        return {"outcome": "recorded" if recorded else "recorded_before"}


class CandidatesView(CallEndpoint):
    @operation(
        scope=Scope.COMMITTEE_READ,
        permission="committee.manage_mandates",
        paged=True,
        output=out.CallCandidateOut,
    )
    def get(self, request, pk):
        """Who applies and in which words, for whoever gives the seats."""
        after, size = number_cursor(self.query.get("cursor")) or 0, self.query["limit"]
        rows = selectors.candidates_of(self.find(pk), after=after, size=size)
        page = page_of(rows, size, lambda row: row.number)
        return Page([out.candidate_out(row) for row in page.rows], page.cursor)


class PlacesView(CallEndpoint):
    @operation(**READ, paged=True, query=PageQuery, output=out.PlaceOut)
    def get(self, request, pk):
        """The places of the draw in order, or those whom the officer chose; nothing before."""
        after, size = number_cursor(self.query.get("cursor")) or 0, self.query["limit"]
        page = page_of(selectors.places_of(self.find(pk), after=after, size=size), size, lambda row: row.rank)
        return Page([out.place_out(row) for row in page.rows], page.cursor)


class DrawnTextView(CallEndpoint):
    @operation(**READ, binary=("text/plain",))
    def get(self, request, pk):
        """The file whose digest is the seed: the secret, then the candidates. It does not exist before the draw."""
        call = self.find(pk)
        if not call.is_drawn:
            raise Http404
        return HttpResponse(call.drawn_text, content_type="text/plain; charset=utf-8")


class DrawView(CallEndpoint):
    @operation(**MANAGE)
    def post(self, request, pk):
        """Draw the lots of a call whose last day is over, or count its votes. Twice is once."""
        drawing.draw_lots(self.find(pk), by=request.user)
        return self.now(pk)


class ChooseView(CallEndpoint):
    @operation(**MANAGE, input=out.ChoiceInput)
    def post(self, request, pk):
        """Give the seats of a call without lots, by the numbers of the candidates."""
        call = self.find(pk)
        seated, alternates = (self._candidates(call, field) for field in ("seated", "alternates"))
        drawing.choose_candidates(call, by=request.user, seated=seated, alternates=alternates)
        return self.now(pk)

    def _candidates(self, call, field):
        wanted = self.sent[field]
        found = {row.number: row for row in call.candidacies.filter(number__in=wanted)}
        if not set(wanted) <= set(found):
            raise InvalidInput(drawing.among_those_who_stand(), field=field)
        return [found[number] for number in wanted]


class SeatNextView(CallEndpoint):
    @operation(**MANAGE)
    def post(self, request, pk):
        """Seat the first of the waiting list who still stands."""
        drawing.seat_next(self.find(pk), by=request.user)
        return self.now(pk)


class GiveUpView(CallEndpoint):
    @operation(**MANAGE, input=ReasonInput)
    def post(self, request, pk):
        """Give it up: whoever applied is told why."""
        services.cancel_call(self.find(pk), by=request.user, reason=self.sent["reason"])
        return self.now(pk)


one = "calls/<int:pk>/"
urlpatterns = [
    path("calls/", CallsView.as_view(), name="calls"),
    path(one, CallView.as_view(), name="call"),
    path(f"{one}candidacy/", CandidacyView.as_view(), name="candidacy"),
    path(f"{one}ballot/", BallotView.as_view(), name="ballot"),
    path(f"{one}candidates/", CandidatesView.as_view(), name="call_candidates"),
    path(f"{one}places/", PlacesView.as_view(), name="places"),
    path(f"{one}list/", DrawnTextView.as_view(), name="drawn_text"),
    path(f"{one}draw/", DrawView.as_view(), name="draw"),
    path(f"{one}choose/", ChooseView.as_view(), name="choose"),
    path(f"{one}next/", SeatNextView.as_view(), name="seat_next"),
    path(f"{one}cancel/", GiveUpView.as_view(), name="cancel_call"),
]
