from django.urls import path

from parkour.journeys.views import editing, journeys, placing

app_name = "journeys"
side = "<str:side>/"
urlpatterns = [
    path("", journeys.JourneysView.as_view(), name="journeys"),
    path("stages/<int:pk>/", journeys.StageView.as_view(), name="stage"),
    path("stages/<int:pk>/indicators/", editing.IndicatorsView.as_view(), name="indicators"),
    path("editions/<int:pk>/restore/", editing.RestoreView.as_view(), name="restore"),
    path("ideas/<slug:reference>/", placing.PlaceView.as_view(), name="place"),
    path(side, journeys.JourneyView.as_view(), name="journey"),
    path(f"{side}poster/", journeys.PosterView.as_view(), name="poster"),
    path(f"{side}edit/", editing.WriteView.as_view(), name="edit"),
    path(f"{side}editions/", editing.EditionsView.as_view(), name="editions"),
]
