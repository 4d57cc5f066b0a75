"""The addresses of indicators in the API, over the services that the pages use."""

from parkour.indicators.api import indicators, series, surveys

urlpatterns = [*indicators.urlpatterns, *series.urlpatterns, *surveys.urlpatterns]
