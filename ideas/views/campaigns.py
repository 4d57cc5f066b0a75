"""Campaigns: the list, one with what was said, and the forms of those who manage them."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from ideas.board import PAGE
from ideas.campaigns import campaign_of_code, campaigns_for, numbers_of, outcomes_of, site_of_code
from ideas.cards import board_html
from ideas.filtering import Filters, filtered_rows
from ideas.forms.campaigns import CampaignForm, SummaryForm, initial_of_campaign
from ideas.models import Campaign
from ideas.posters import Paper
from ideas.printing import campaign_sheet, form_url, site_sheet
from ideas.privacy import tell
from ideas.services import campaigns
from ideas.sight import sight_in_words
from parkour.core.keys import decode_key, encode_key, query_string, whole_number
from parkour.core.views import ServiceFormView, ServicePostView
from parkour.organisation.models import Site

LISTED = 20
LANGUAGES = ("fr", "en")


def find_campaign(user, code: str, *, permission: str = "ideas.view_campaign") -> Campaign:
    """The campaign of this code; 404 unless the person has `permission` on it."""
    campaign = campaign_of_code(code)
    if campaign is None or not user.has_perm(permission, campaign):
        raise Http404
    return campaign


class CampaignsView(TemplateView):
    """All that were announced, the newest first; drafts for those who manage them and for their sponsor."""

    template_name = "ideas/campaigns.html"

    def get_context_data(self, **kwargs):
        before = whole_number(self.request.GET.get("page")) or 0
        start = min(before, 500) * LISTED
        rows = list(campaigns_for(self.request.user)[start : start + LISTED + 1])
        return super().get_context_data(
            campaigns=rows[:LISTED],
            manages=self.request.user.has_perm("ideas.manage_campaigns"),
            first_url=self.request.path if start else "",
            next_url=f"?page={start // LISTED + 1}" if len(rows) > LISTED else "",
            **kwargs,
        )


class CampaignView(TemplateView):
    """The question, the time left, what was said and, once told, what came of it."""

    template_name = "ideas/campaign.html"

    def get_context_data(self, code, **kwargs):
        user = self.request.user
        campaign, key = find_campaign(user, code), decode_key(self.request.GET.get("after"))
        rows = filtered_rows(user, Filters(campaign=campaign), after=key)
        last = encode_key(*rows[PAGE - 1].key) if len(rows) > PAGE else ""
        return super().get_context_data(
            campaign=campaign,
            numbers=numbers_of(campaign),
            cards=board_html(user, rows[:PAGE]),
            sight=sight_in_words(user),
            outcomes=tell(user, outcomes_of(campaign, user)) if campaign.summarised_at else [],
            asks=user.has_perm("ideas.answer_campaign", campaign),
            manages=user.has_perm("ideas.manage_campaigns"),
            prints=user.has_perm("ideas.print_campaign", campaign),
            answer_url=form_url(campaign=campaign.code),
            first_url="" if key is None else campaign.get_absolute_url(),
            next_url=last and query_string(after=last),
            **kwargs,
        )


class OfManagers:
    """For those who manage campaigns; for everybody else there is nothing here."""

    def find(self):
        if not self.request.user.has_perm("ideas.manage_campaigns"):
            raise Http404
        return find_campaign(self.request.user, self.kwargs["code"]) if "code" in self.kwargs else None

    def get_back_url(self):
        return super().get_back_url() if self.object else reverse("ideas:campaigns")

    def get_success_url(self):
        return self.result.get_absolute_url()

    def again(self, form, status, conflict=None, **context):
        if conflict:  # what stands now is on the page: saving again is a choice
            form.data = form.data.copy()
            form.data["version"] = str(conflict.current.version)
        return super().again(form, status, other=conflict and conflict.current, **context)


class NewCampaignView(OfManagers, ServiceFormView):
    form_class = CampaignForm
    template_name = "ideas/campaign_form.html"
    success_message = gettext_lazy("The campaign is written. Look at it, then announce it.")

    def call(self, form):
        return campaigns.create_campaign(form.facts(), by=self.request.user)


class EditCampaignView(OfManagers, ServiceFormView):
    form_class = CampaignForm
    template_name = "ideas/campaign_form.html"
    success_message = gettext_lazy("The campaign is saved.")

    def get_initial(self):
        return initial_of_campaign(self.object)

    def call(self, form):
        version = form.cleaned_data["version"]
        return campaigns.edit_campaign(self.object, form.facts(), version=version, by=self.request.user)


class AnnounceCampaignView(OfManagers, ServicePostView):
    success_message = gettext_lazy("The campaign is announced: it opens and closes on its days.")

    def call(self):
        return campaigns.announce_campaign(self.object, by=self.request.user)


class SummariseCampaignView(OfManagers, ServiceFormView):
    form_class = SummaryForm
    template_name = "ideas/campaign_summary.html"

    def get_success_message(self):
        if self.object.summarised_at:
            return _("Your words are corrected. Nobody is told again.")
        return _("The result is told to everybody who contributed.")

    def get_initial(self):
        references = ", ".join(idea.reference for idea in self.object.outcomes.all())
        return {"summary": self.object.summary, "outcomes": references, "version": self.object.version}

    def call(self, form):
        return campaigns.summarise_campaign(self.object, by=self.request.user, **form.cleaned_data)


# --- What hangs on walls --------------------------------------------------------------------------------


def paper_of(text: str) -> Paper:
    if text not in set(Paper):
        raise Http404
    return Paper(text)


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


class SheetView(View):
    """One sheet to print; `?lang=` says its language."""

    http_method_names = ["get", "head"]

    @property
    def language(self):
        wished = self.request.GET.get("lang", "")
        return wished if wished in LANGUAGES else get_language()


class CampaignPosterView(SheetView):
    """The poster of a campaign, for its sponsor and those who manage it; `?site=` for one site."""

    def get(self, request, code, paper):
        campaign = find_campaign(request.user, code, permission="ideas.print_campaign")
        paper, site = paper_of(paper), site_of_code(request.GET.get("site", ""))
        content = campaign_sheet(campaign, site, paper=paper, language=self.language)
        return pdf_answer(content, f"{campaign.code}-{paper}")


class SitePosterView(SheetView):
    """The poster or the sticker of a site."""

    def get(self, request, code, paper):
        site = site_of_code(code) if request.user.has_perm("ideas.print_site") else None
        if site is None:
            raise Http404
        paper = paper_of(paper)
        return pdf_answer(site_sheet(site, paper=paper, language=self.language), f"{site.code}-{paper}")


class SitePostersView(TemplateView):
    """Every site with its sheets."""

    template_name = "ideas/site_posters.html"

    def get_context_data(self, **kwargs):
        if not self.request.user.has_perm("ideas.print_site"):
            raise Http404
        return super().get_context_data(sites=Site.objects.all(), papers=list(Paper), **kwargs)


class ShortCampaignView(View):
    """The address that one types: leads to the form, which says so when the campaign is over or unknown."""

    def get(self, request, code):
        return HttpResponseRedirect(form_url(campaign=code))


class ShortSiteView(View):
    def get(self, request, code):
        return HttpResponseRedirect(form_url(site=code))
