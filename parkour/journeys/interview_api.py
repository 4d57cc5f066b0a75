"""Interview campaigns over the API: the services that the pages use."""

from django.http import Http404
from django.urls import path

from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.fields import NoQuery
from parkour.core.api.pagination import Page, PageQuery, number_cursor, page_of
from parkour.journeys import interview_serializers as told
from parkour.journeys.listening import campaigns_of, coverage_of, said_in
from parkour.journeys.models import Interview, InterviewCampaign, Journey, Side, Verbatim
from parkour.journeys.reading import both_journeys
from parkour.journeys.services import interviewing

HEAR = {"scope": Scope.IDEAS_READ, "permission": "journeys.interview"}
KEEP = {"scope": Scope.IDEAS_WRITE, "permission": "journeys.interview"}
WRITE = {"scope": Scope.IDEAS_WRITE, "permission": "journeys.write"}
ONE = {"output": told.InterviewCampaignOut, "versioned": True}


def the_campaign(pk) -> InterviewCampaign:
    campaign = InterviewCampaign.objects.select_related("journey").filter(pk=pk).first()
    if campaign is None:
        raise Http404
    return campaign


class CampaignsView(Endpoint):
    @operation(**HEAR, paged=True, query=NoQuery, output=told.InterviewCampaignOut)
    def get(self, request):
        """Interview campaigns of both journeys, the employees' first; the last thirty of each."""
        campaigns = [campaign for journey in both_journeys() for campaign in campaigns_of(journey)]
        return Page([told.campaign_out(coverage_of(campaign)) for campaign in campaigns])


class NewCampaignView(Endpoint):
    @operation(**WRITE, **ONE, input=told.InterviewCampaignInput, status=201)
    def post(self, request, side):
        """Begin a campaign of interviews for one journey."""
        if side not in Side.values:
            raise Http404
        facts = told.campaign_facts(self.sent)
        campaign = interviewing.open_campaign(facts, by=request.user, side=Journey.of(side).side)
        return told.campaign_out(coverage_of(campaign))


class CampaignView(Endpoint):
    @operation(**HEAR, **ONE)
    def get(self, request, pk):
        """One campaign: how many there are at each stage, were asked, were heard."""
        return told.campaign_out(coverage_of(the_campaign(pk)))

    @operation(**WRITE, **ONE, input=told.InterviewCampaignInput, conditional=True)
    def put(self, request, pk):
        """Write it again. Stages that are not named keep their numbers."""
        facts = told.campaign_facts(self.sent)
        kept = interviewing.write_campaign(the_campaign(pk), facts, by=request.user, version=self.version)
        return told.campaign_out(coverage_of(kept))


class CloseView(Endpoint):
    @operation(**WRITE, **ONE)
    def post(self, request, pk):
        """End it. Twice is once."""
        return told.campaign_out(coverage_of(interviewing.close_campaign(the_campaign(pk), by=request.user)))


class ReopenView(Endpoint):
    @operation(**WRITE, **ONE)
    def post(self, request, pk):
        """Open it again. Twice is once."""
        kept = interviewing.close_campaign(the_campaign(pk), by=request.user, closed=False)
        return told.campaign_out(coverage_of(kept))


class RecordView(Endpoint):
    @operation(**KEEP, input=told.InterviewInput, output=told.InterviewOut, status=201, refusals=(409,))
    def post(self, request, pk):
        """Keep one interview with what was said."""
        facts = told.interview_facts(self.sent)
        return told.interview_out(interviewing.record_interview(the_campaign(pk), by=request.user, **facts))


class InterviewEndpoint(Endpoint):
    def find(self, pk) -> Interview:
        interview = Interview.objects.filter(pk=pk).first()
        if interview is None:
            raise Http404
        return interview


class InterviewView(InterviewEndpoint):
    @operation(**KEEP)
    def delete(self, request, pk):
        """Take one away with its words; it may be brought back. Twice is once."""
        interviewing.remove_interview(self.find(pk), by=request.user)


class RestoreView(InterviewEndpoint):
    @operation(**KEEP, output=told.InterviewOut)
    def post(self, request, pk):
        """Bring one back with its words. Twice is once."""
        return told.interview_out(interviewing.remove_interview(self.find(pk), by=request.user, removed=False))


class VerbatimsView(Endpoint):
    @operation(**HEAR, paged=True, query=PageQuery, output=told.VerbatimOut)
    def get(self, request, pk):
        """What was said in a campaign, the latest first."""
        size, last = self.query["limit"], number_cursor(self.query.get("cursor"))
        page = page_of(said_in(the_campaign(pk), before=last, size=size), size, lambda one: one.pk)
        return Page([told.verbatim_out(one) for one in page.rows], page.cursor)


class FileView(Endpoint):
    @operation(**KEEP, input=told.FileVerbatimInput, output=told.VerbatimOut)
    def put(self, request, pk):
        """File words on a stage, and say who reads them there."""
        verbatim = Verbatim.objects.filter(pk=pk, interview__removed_at=None).first()
        if verbatim is None:
            raise Http404
        return told.verbatim_out(interviewing.file_verbatim(verbatim, by=request.user, **self.sent))


one, held = "journeys/interviews/<int:pk>/", "journeys/held/<int:pk>/"
urlpatterns = [
    path("journeys/interviews/", CampaignsView.as_view(), name="interview_campaigns"),
    path("journeys/<str:side>/interviews/", NewCampaignView.as_view(), name="new_interview_campaign"),
    path(one, CampaignView.as_view(), name="interview_campaign"),
    path(f"{one}close/", CloseView.as_view(), name="close_interview_campaign"),
    path(f"{one}reopen/", ReopenView.as_view(), name="reopen_interview_campaign"),
    path(f"{one}held/", RecordView.as_view(), name="record_interview"),
    path(f"{one}verbatims/", VerbatimsView.as_view(), name="verbatims"),
    path(held, InterviewView.as_view(), name="interview"),
    path(f"{held}restore/", RestoreView.as_view(), name="restore_interview"),
    path("journeys/verbatims/<int:pk>/", FileView.as_view(), name="verbatim"),
]
