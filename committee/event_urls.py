"""Addresses of streams: the web process keeps what is below `/events/` open (parkour/asgi.py)."""

from django.urls import path

from committee.views import following

app_name = "events"
urlpatterns = [
    path("session/", following.FollowMineView.as_view(), name="mine"),
    path("sessions/<int:number>/", following.FollowSessionView.as_view(), name="session"),
]
