from django.urls import path

from ideas.views import campaigns, showing

one = "campaigns/<slug:code>/"
urlpatterns = [
    path("campaigns/", campaigns.CampaignsView.as_view(), name="campaigns"),
    path("campaigns/new/", campaigns.NewCampaignView.as_view(), name="new_campaign"),
    path(one, campaigns.CampaignView.as_view(), name="campaign"),
    path(f"{one}edit/", campaigns.EditCampaignView.as_view(), name="edit_campaign"),
    path(f"{one}announce/", campaigns.AnnounceCampaignView.as_view(), name="announce_campaign"),
    path(f"{one}summary/", campaigns.SummariseCampaignView.as_view(), name="summarise_campaign"),
    path(f"{one}poster/<slug:paper>/", campaigns.CampaignPosterView.as_view(), name="campaign_poster"),
    path("posters/", campaigns.SitePostersView.as_view(), name="site_posters"),
    path("posters/<slug:code>/<slug:paper>/", campaigns.SitePosterView.as_view(), name="site_poster"),
    path("board/feed/", showing.FeedKeysView.as_view(), name="feed_keys"),
    path("board/feed/<slug:secret>/", showing.FeedView.as_view(), name="feed"),
    path("board/tv/<slug:secret>/", showing.ScreenView.as_view(), name="tv"),
    path("board/displays/", showing.DisplaysView.as_view(), name="displays"),
    path("board/keys/<int:pk>/revoke/", showing.RevokeKeyView.as_view(), name="revoke_board_key"),
    # Typed from a wall: short.
    path("c/<slug:code>/", campaigns.ShortCampaignView.as_view(), name="short_campaign"),
    path("s/<slug:code>/", campaigns.ShortSiteView.as_view(), name="short_site"),
]
