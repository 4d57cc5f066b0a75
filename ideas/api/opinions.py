"""Second opinions: given without reading the first levels, and talked over when they are far apart."""

from django.urls import path

from ideas.api.desk import CHANGE, DESK, ItemEndpoint
from ideas.desk import named_by
from ideas.opinions import opinions_page
from ideas.ratings import ratings_for
from ideas.serializers import opinions as told
from ideas.serializers.agreement import AgreementOut, agreement_out
from ideas.services import opinions
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.pagination import Page, PageQuery, page_of, unknown_cursor


class OpinionsView(Endpoint):
    @operation(**DESK, paged=True, query=PageQuery, output=told.OpinionRow)
    def get(self, request):
        """What waits for my second opinion, the oldest first."""
        last, size = named_by(self.query.get("cursor", "")), self.query["limit"]
        if last is None and self.query.get("cursor"):
            raise unknown_cursor()
        rows = opinions_page(request.user, after=last, size=size)
        page = page_of(rows, size, lambda row: row.idea.reference)
        return Page(told.opinion_rows(request.user, page.rows), page.cursor)


class AgreementView(Endpoint):
    @operation(scope=Scope.TRIAGE, permission="ideas.read_agreement", output=AgreementOut)
    def get(self, request):
        """How much the raters agree, criterion by criterion."""
        return agreement_out(ratings_for(request.user))


class OpinionView(ItemEndpoint):
    @operation(**CHANGE)
    def put(self, request, reference):
        """Ask for a second opinion on what I have assessed. Twice is once."""
        opinions.ask_opinion(self.find(reference), by=request.user, version=self.version)
        return self.now(reference)

    @operation(**CHANGE)
    def delete(self, request, reference):
        """Do without the second opinion that was asked on my levels."""
        opinions.take_back_opinion(self.find(reference), by=request.user, version=self.version)
        return self.now(reference)


class TalkView(ItemEndpoint):
    @operation(**DESK, output=told.TalkOut)
    def post(self, request, reference):
        """The two raters talk it over: their five minutes run from the first time that this is asked. Twice is once.

        Nothing waits for them.
        """
        return told.talk_out(opinions.begin_talk(self.find(reference), by=request.user))


class AgainView(ItemEndpoint):
    @operation(**CHANGE, input=told.AgainInput)
    def put(self, request, reference):
        """My levels after the talk; the blind ones stay beside them."""
        opinions.rate_again(self.find(reference), by=request.user, version=self.version, **self.sent)
        return self.now(reference)


class ConsensusView(ItemEndpoint):
    @operation(**CHANGE, input=told.SettleInput)
    def post(self, request, reference):
        """What both agree on, once both have given their levels again."""
        opinions.settle_opinions(self.find(reference), by=request.user, version=self.version, **self.sent)
        return self.now(reference)


one = "triage/<slug:reference>/"
urlpatterns = [
    path("triage/second-opinions/", OpinionsView.as_view(), name="opinions"),
    path("triage/agreement/", AgreementView.as_view(), name="agreement"),
    path(f"{one}second-opinion/", OpinionView.as_view(), name="opinion"),
    path(f"{one}talk/", TalkView.as_view(), name="begin_talk"),
    path(f"{one}levels-again/", AgainView.as_view(), name="levels_again"),
    path(f"{one}consensus/", ConsensusView.as_view(), name="consensus"),
]
