from django.contrib import admin
from django.urls import include, path

from parkour.views import design, figures, health, home, kiosk, mailbox, offline, pages, preferences, tokens

handler400 = "parkour.core.refusals.bad_request"
urlpatterns = [
    path("", home.HomeView.as_view(), name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("readyz/pages", health.readyz_pages, name="readyz_pages"),
    path("metrics", figures.metrics, name="metrics"),
    path("channels/", pages.ChannelsView.as_view(), name="channels"),
    path("sw.js", offline.service_worker, name="service_worker"),
    path("app-<slug:language>.webmanifest", offline.manifest, name="manifest"),
    path("offline/<slug:language>/<slug:page>/", offline.page, name="offline_page"),
    path("profile/", pages.ProfileView.as_view(), name="profile"),
    path("profile/tokens/", tokens.TokensView.as_view(), name="tokens"),
    path("profile/tokens/<int:pk>/revoke/", tokens.RevokeView.as_view(), name="revoke_token"),
    path("set-theme/", preferences.set_theme, name="set_theme"),
    path("set-language/", preferences.set_language, name="set_language"),
    path("mailbox/", mailbox.MailboxView.as_view(), name="demo_mailbox"),
    path("mailbox/<uuid:uuid>/", mailbox.MailView.as_view(), name="demo_mail"),
    path("mailbox/<uuid:uuid>/send/", mailbox.SendNowView.as_view(), name="demo_mail_send"),
    path("kiosk/", kiosk.KioskView.as_view(), name="kiosk"),
    path("kiosk/open/<str:key>/", kiosk.OpenView.as_view(), name="kiosk_open"),
    path("kiosk/write/", kiosk.KioskWriteView.as_view(), name="kiosk_write"),
    path("kiosk/send/", kiosk.KioskSendView.as_view(), name="kiosk_send"),
    path("kiosk/received/<slug:reference>/", kiosk.KioskReceivedView.as_view(), name="kiosk_received"),
    path("kiosk/kept/", kiosk.KioskReceivedView.as_view(), name="kiosk_kept"),
    path("kiosk/forget/", kiosk.ForgetView.as_view(), name="kiosk_forget"),
    path("kiosk/here/", kiosk.HereView.as_view(), name="kiosk_here"),
    path("kiosk/anonymous/", kiosk.KioskAnonymousView.as_view(), name="kiosk_anonymous"),
    path("kiosk/follow-up/", kiosk.KioskFollowUpView.as_view(), name="kiosk_follow_up"),
    path("kiosk/channels/", kiosk.KioskChannelsView.as_view(), name="kiosk_channels"),
    path("design/", design.DesignView.as_view(), name="design"),
    path("design/wall/", design.DesignWallView.as_view(), name="design_wall"),
    path("", include("ideas.urls")),
    path("committee/", include("committee.urls")),
    path("inbox/", include("parkour.notifications.urls")),
    path("accounts/", include("parkour.accounts.urls")),
    path("api/", include("parkour.api")),
    path("admin/", admin.site.urls),
]
