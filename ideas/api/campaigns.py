"""Campaigns, the counts of the board's filters, and the keys that open the board without signing in."""

from django.conf import settings
from django.http import Http404
from django.urls import path, reverse

from ideas import filtering
from ideas.campaigns import campaign_of_code, campaigns_for
from ideas.enums import BoardTab
from ideas.models import BoardKey, Campaign
from ideas.serializers import campaigns as told
from ideas.services import board_keys, campaigns
from parkour.accounts.scopes import Scope
from parkour.core.api.endpoints import Endpoint, operation
from parkour.core.api.fields import NoQuery
from parkour.core.api.pagination import Page, PageQuery, number_cursor, page_of

READ = {"scope": Scope.IDEAS_READ, "sees": "ideas.view_campaign", "output": told.CampaignOut, "versioned": True}
MANAGE = {"scope": Scope.IDEAS_WRITE, "permission": "ideas.manage_campaigns", "output": told.CampaignOut}
CHANGE = MANAGE | {"sees": "ideas.view_campaign", "versioned": True}
KEYS = {"scope": Scope.IDEAS_WRITE, "output": told.BoardKeyOut}
SCREENS = KEYS | {"permission": "ideas.manage_displays"}


class CampaignsView(Endpoint):
    @operation(scope=Scope.IDEAS_READ, for_everybody=True, paged=True, query=PageQuery, output=told.CampaignRow)
    def get(self, request):
        """Campaigns, the newest first; drafts for those who write them and for their sponsor."""
        size, last = self.query["limit"], number_cursor(self.query.get("cursor"))
        rows = campaigns_for(request.user).order_by("-pk")
        if last is not None:
            rows = rows.filter(pk__lt=last)
        page = page_of(list(rows[: size + 1]), size, lambda campaign: campaign.pk)
        return Page([told.campaign_row(request.user, row) for row in page.rows], page.cursor)

    @operation(**MANAGE, input=told.CampaignInput, status=201, versioned=True)
    def post(self, request):
        """Write a campaign: a draft until it is announced."""
        made = campaigns.create_campaign(told.campaign_facts(self.sent), by=request.user)
        return told.campaign_out(request.user, made)


class CampaignEndpoint(Endpoint):
    """One campaign, found under the permission that the operation declares."""

    def find(self, code) -> Campaign:
        campaign = campaign_of_code(code)
        if campaign is None or not self.request.user.has_perm("ideas.view_campaign", campaign):
            raise Http404
        return campaign

    def told(self, campaign) -> dict:
        return told.campaign_out(self.request.user, campaign)


class CampaignView(CampaignEndpoint):
    @operation(**READ)
    def get(self, request, code):
        """One campaign, with its numbers and what came of it."""
        return self.told(self.find(code))

    @operation(**CHANGE, input=told.CampaignInput, conditional=True)
    def put(self, request, code):
        """Write it again, whole. Once announced its code stays."""
        facts = told.campaign_facts(self.sent)
        return self.told(campaigns.edit_campaign(self.find(code), facts, version=self.version, by=request.user))


class AnnounceView(CampaignEndpoint):
    @operation(**CHANGE)
    def post(self, request, code):
        """Announce it: it opens and closes on its days by itself. Twice is once."""
        return self.told(campaigns.announce_campaign(self.find(code), by=request.user))


class SummaryView(CampaignEndpoint):
    @operation(**CHANGE, input=told.SummaryInput, conditional=True)
    def put(self, request, code):
        """Tell what came of it; whoever contributed is told, once."""
        campaign = self.find(code)
        return self.told(campaigns.summarise_campaign(campaign, version=self.version, by=request.user, **self.sent))


class BoardCountsView(Endpoint):
    @operation(
        scope=Scope.IDEAS_READ, for_everybody=True, paged=True, query=told.FiltersQuery, output=told.BoardChoiceOut
    )
    def get(self, request):
        """How many contributions of the board each value of each filter leaves beside the others."""
        filters = filtering.filters_in(self.query, request.user)
        counts = filtering.counts_for(filters, request.user)
        tabs = [
            filtering.Choice(
                tab.value, str(BoardTab(tab).label), counts.by["tab"].get(tab.value, 0), tab == filters.tab
            )
            for tab in filtering.TABS
        ]
        choices = {"tab": tabs} | filtering.choices_of(filters, counts, request.user)
        return Page(
            [
                {
                    "filter": name,
                    "value": choice.value,
                    "label": choice.label,
                    "count": choice.count,
                    "chosen": choice.chosen,
                }
                for name, rows in choices.items()
                for choice in rows
            ]
        )


class KeysEndpoint(Endpoint):
    def made(self, key, secret, route) -> dict:
        return told.board_key_out(key, settings.PARKOUR_BASE_URL + reverse(route, args=[secret]))


class FeedKeysView(KeysEndpoint):
    @operation(**KEYS, permission="ideas.make_feed_key", paged=True, query=NoQuery)
    def get(self, request):
        """My keys to the feed of the board."""
        return Page([told.board_key_out(key) for key in board_keys.feed_keys_of(request.user)])

    @operation(**KEYS, permission="ideas.make_feed_key", input=told.FeedKeyInput, status=201)
    def post(self, request):
        """Make a key to the feed. Its address is in this answer and never again."""
        return self.made(*board_keys.make_feed_key(by=request.user, **self.sent), "ideas:feed")


class DisplaysView(KeysEndpoint):
    @operation(**SCREENS, paged=True, query=NoQuery)
    def get(self, request):
        """The screens of the sites."""
        return Page([told.board_key_out(key) for key in board_keys.display_keys()])

    @operation(**SCREENS, input=told.DisplayKeyInput, status=201)
    def post(self, request):
        """Make the address of a screen. It is in this answer and never again."""
        return self.made(*board_keys.make_display_key(by=request.user, **self.sent), "ideas:tv")


class BoardKeyView(Endpoint):
    @operation(scope=Scope.IDEAS_WRITE, sees="ideas.revoke_board_key")
    def delete(self, request, pk):
        """Revoke a key: it opens nothing any more. Twice is once."""
        key = BoardKey.objects.filter(pk=pk).first()
        if key is None or not request.user.has_perm("ideas.revoke_board_key", key):
            raise Http404
        board_keys.revoke_board_key(key, by=request.user)


one = "campaigns/<slug:code>/"
urlpatterns = [
    path("campaigns/", CampaignsView.as_view(), name="campaigns"),
    path(one, CampaignView.as_view(), name="campaign"),
    path(f"{one}announce/", AnnounceView.as_view(), name="announce_campaign"),
    path(f"{one}summary/", SummaryView.as_view(), name="campaign_summary"),
    path("board/counts/", BoardCountsView.as_view(), name="board_counts"),
    path("board/feed-keys/", FeedKeysView.as_view(), name="feed_keys"),
    path("board/displays/", DisplaysView.as_view(), name="displays"),
    path("board/keys/<int:pk>/", BoardKeyView.as_view(), name="board_key"),
]
