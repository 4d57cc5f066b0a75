"""Interview campaigns: the list, one with its coverage and what was said, its form, an interview, filing words."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from parkour.core.keys import query_string, whole_number
from parkour.core.views import ServiceFormView, ServicePostView
from parkour.indicators.views.finding import require
from parkour.journeys import listening
from parkour.journeys.interview_forms import CampaignForm, FileForm, InterviewForm
from parkour.journeys.models import Interview, InterviewCampaign, Stage, Verbatim
from parkour.journeys.reading import both_journeys
from parkour.journeys.services import interviewing
from parkour.journeys.services.mapping import in_use
from parkour.journeys.views.finding import find_journey

HEAR, WRITE = "journeys.interview", "journeys.write"


def find_campaign(request, pk: int, permission: str = HEAR) -> InterviewCampaign:
    """The campaign with its journey; 404 for whoever may not."""
    require(request.user, permission)
    return get_object_or_404(InterviewCampaign.objects.select_related("journey"), pk=pk)


class CampaignsView(TemplateView):
    """The campaigns of both journeys."""

    template_name = "journeys/campaigns.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        require(user, HEAR)
        sides = [(journey, listening.campaigns_of(journey)) for journey in both_journeys()]
        return super().get_context_data(sides=sides, writes=user.has_perm(WRITE), **kwargs)


class CampaignView(TemplateView):
    """How far it reaches, stage by stage; what was said; the interviews held last."""

    template_name = "journeys/campaign.html"

    def get_context_data(self, pk, **kwargs):
        user, given = self.request.user, self.request.GET
        campaign = find_campaign(self.request, pk)
        stage, before = whole_number(given.get("stage")), whole_number(given.get("before"))
        said = listening.said_in(campaign, stage=stage, before=before)
        shown, here = said[: listening.LISTED], given.get("stage", "") if stage is not None else ""
        more = len(said) > listening.LISTED
        return super().get_context_data(
            campaign=campaign,
            coverage=listening.coverage_of(campaign),
            said=shown,
            filtered=here != "",
            interviews=listening.recent_interviews(campaign),
            writes=user.has_perm(WRITE),
            first_url=(query_string(stage=here) + "#said") if before else "",
            next_url=(query_string(stage=here, before=str(shown[-1].pk)) + "#said") if more else "",
            **kwargs,
        )


class WriteCampaignView(ServiceFormView):
    """A new campaign, or another word for one."""

    form_class = CampaignForm
    template_name = "journeys/campaign_form.html"
    success_message = gettext_lazy("The campaign is saved.")

    def find(self):
        if "pk" in self.kwargs:
            campaign = find_campaign(self.request, self.kwargs["pk"], WRITE)
            self.journey = campaign.journey
            return campaign
        self.journey = find_journey(self.request, self.kwargs["side"], WRITE)
        return None

    def get_form_kwargs(self):
        known = self.object.reach.all() if self.object else ()
        reach = {row.stage_id: (row.people, row.asked) for row in known}
        return super().get_form_kwargs() | {"stages": in_use(Stage, self.journey), "reach": reach}

    def get_initial(self):
        names = ("title", "goal", "starts_on", "ends_on", "version")
        return {name: getattr(self.object, name) for name in names} if self.object else {}

    def call(self, form):
        facts, by = form.facts(), self.request.user
        if self.object is None:
            return interviewing.open_campaign(facts, by=by, side=self.journey.side)
        version = form.cleaned_data["version"] or 0
        return interviewing.write_campaign(self.object, facts, by=by, version=version)

    def get_back_url(self):
        return super().get_back_url() if self.object else reverse("journeys:campaigns")

    def get_success_url(self):
        return self.result.get_absolute_url()

    def again(self, form, status, conflict=None, **context):
        if conflict:  # saving again is a choice
            form.data = form.data.copy()
            form.data["version"] = str(conflict.current.version)
        return super().again(form, status, **context)

    def get_context_data(self, **context):
        title = self.object.title if self.object else _("New campaign of interviews")
        return super().get_context_data(title=title, journey=self.journey, **context)


class OfCampaign(ServicePostView):
    """A button of the officer on a campaign."""

    closed = True

    def find(self):
        return find_campaign(self.request, self.kwargs["pk"], WRITE)

    def call(self):
        return interviewing.close_campaign(self.object, by=self.request.user, closed=self.closed)


class CloseCampaignView(OfCampaign):
    success_message = gettext_lazy("The campaign is over. It may be opened again.")


class ReopenCampaignView(OfCampaign):
    closed = False
    success_message = gettext_lazy("The campaign goes on.")


class RecordView(ServiceFormView):
    """One interview."""

    form_class = InterviewForm
    template_name = "journeys/record.html"
    success_message = gettext_lazy("The interview is kept. Thank you for listening.")

    def find(self):
        return find_campaign(self.request, self.kwargs["pk"])

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"stages": in_use(Stage, self.object.journey)}

    def call(self, form):
        return interviewing.record_interview(self.object, by=self.request.user, **form.facts())


class RemoveView(ServicePostView):
    """Take an interview away, with what was said in it."""

    removed = True
    success_message = gettext_lazy("The interview is taken away, with its words. It may be brought back.")

    def find(self):
        require(self.request.user, HEAR)
        return get_object_or_404(Interview.objects.select_related("campaign"), pk=self.kwargs["pk"])

    def get_back_url(self):
        return f"{self.object.campaign.get_absolute_url()}#held"

    def call(self):
        return interviewing.remove_interview(self.object, by=self.request.user, removed=self.removed)


class BringBackView(RemoveView):
    removed = False
    success_message = gettext_lazy("The interview is back, with its words.")


class FileView(ServiceFormView):
    """On which stage words are filed, and who reads them there."""

    form_class = FileForm
    template_name = "journeys/verbatim.html"
    success_message = gettext_lazy("Filed.")

    def find(self):
        require(self.request.user, HEAR)
        rows = Verbatim.objects.select_related("interview__campaign__journey", "stage")
        verbatim = get_object_or_404(rows, pk=self.kwargs["pk"])
        if verbatim.interview.removed_at is not None:
            raise Http404
        return verbatim

    @cached_property
    def shows(self) -> bool:
        return self.request.user.has_perm(WRITE)

    def get_form_kwargs(self):
        stages = in_use(Stage, self.object.interview.campaign.journey)
        if self.object.stage is not None and self.object.stage_id not in {one.pk for one in stages}:
            self.object.stage.journey = self.object.interview.campaign.journey
            stages = [*stages, self.object.stage]
        return super().get_form_kwargs() | {"stages": stages, "shows": self.shows}

    def get_initial(self):
        return {"stage": str(self.object.stage_id or ""), "shown": self.object.shown_at is not None}

    def call(self, form):
        kept = self.object.shown_at is not None
        shown = form.cleaned_data.get("shown", False) if self.shows else kept
        return interviewing.file_verbatim(self.object, stage=form.stage(), shown=shown, by=self.request.user)

    def get_back_url(self):
        return f"{self.object.interview.campaign.get_absolute_url()}#said"
