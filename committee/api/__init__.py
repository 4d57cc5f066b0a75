"""The addresses of the committee in the API, over the services that the pages use."""

from committee.api import (
    agenda,
    calendar,
    candidacies,
    consultations,
    dossiers,
    kinds,
    mandates,
    minutes,
    polls,
    preparing,
    restitution,
    room,
    sessions,
    versions,
    whole,
    workshops,
)

urlpatterns = [
    *sessions.urlpatterns,
    *calendar.urlpatterns,
    *agenda.urlpatterns,
    *versions.urlpatterns,
    *dossiers.urlpatterns,
    *whole.urlpatterns,
    *kinds.urlpatterns,
    *preparing.urlpatterns,
    *polls.urlpatterns,
    *minutes.urlpatterns,
    *restitution.urlpatterns,
    *room.urlpatterns,
    *mandates.urlpatterns,
    *candidacies.urlpatterns,
    *consultations.urlpatterns,
    *workshops.urlpatterns,
]
