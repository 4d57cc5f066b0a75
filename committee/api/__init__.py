"""The addresses of the committee in the API, over the services that the pages use."""

from committee.api import agenda, polls, sessions, whole

urlpatterns = [*sessions.urlpatterns, *agenda.urlpatterns, *whole.urlpatterns, *polls.urlpatterns]
