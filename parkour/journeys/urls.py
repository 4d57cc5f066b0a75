from django.urls import path

from parkour.journeys.views import editing, interviews, journeys, placing

app_name = "journeys"
side = "<str:side>/"
urlpatterns = [
    path("", journeys.JourneysView.as_view(), name="journeys"),
    path("stages/<int:pk>/", journeys.StageView.as_view(), name="stage"),
    path("stages/<int:pk>/indicators/", editing.IndicatorsView.as_view(), name="indicators"),
    path("events/<int:pk>/", journeys.EventView.as_view(), name="event"),
    path("events/<int:pk>/survey/", editing.EaseView.as_view(), name="ease"),
    path("editions/<int:pk>/restore/", editing.RestoreView.as_view(), name="restore"),
    path("ideas/<slug:reference>/", placing.PlaceView.as_view(), name="place"),
    path("interviews/", interviews.CampaignsView.as_view(), name="campaigns"),
    path("interviews/new/<str:side>/", interviews.WriteCampaignView.as_view(), name="new_campaign"),
    path("interviews/<int:pk>/", interviews.CampaignView.as_view(), name="interviews"),
    path("interviews/<int:pk>/edit/", interviews.WriteCampaignView.as_view(), name="edit_campaign"),
    path("interviews/<int:pk>/close/", interviews.CloseCampaignView.as_view(), name="close_campaign"),
    path("interviews/<int:pk>/reopen/", interviews.ReopenCampaignView.as_view(), name="reopen_campaign"),
    path("interviews/<int:pk>/record/", interviews.RecordView.as_view(), name="record_interview"),
    path("held/<int:pk>/remove/", interviews.RemoveView.as_view(), name="remove_interview"),
    path("held/<int:pk>/restore/", interviews.BringBackView.as_view(), name="restore_interview"),
    path("verbatims/<int:pk>/", interviews.FileView.as_view(), name="file_verbatim"),
    path(side, journeys.JourneyView.as_view(), name="journey"),
    path(f"{side}poster/", journeys.PosterView.as_view(), name="poster"),
    path(f"{side}edit/", editing.WriteView.as_view(), name="edit"),
    path(f"{side}editions/", editing.EditionsView.as_view(), name="editions"),
]
