"""The addresses of the committee in the API, over the services that the pages use."""

from committee.api import agenda, calendar, candidacies, kinds, mandates, polls, sessions, whole

urlpatterns = [
    *sessions.urlpatterns,
    *calendar.urlpatterns,
    *agenda.urlpatterns,
    *whole.urlpatterns,
    *kinds.urlpatterns,
    *polls.urlpatterns,
    *mandates.urlpatterns,
    *candidacies.urlpatterns,
]
