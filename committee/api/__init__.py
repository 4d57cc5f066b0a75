"""The addresses of the committee in the API, over the services that the pages use."""

from committee.api import agenda, calendar, candidacies, mandates, polls, preparing, sessions, whole

urlpatterns = [
    *sessions.urlpatterns,
    *calendar.urlpatterns,
    *agenda.urlpatterns,
    *whole.urlpatterns,
    *preparing.urlpatterns,
    *polls.urlpatterns,
    *mandates.urlpatterns,
    *candidacies.urlpatterns,
]
