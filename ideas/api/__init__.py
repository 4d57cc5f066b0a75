"""The addresses of ideas in the API, over the services that the pages use."""

from ideas.api import (
    actions,
    anonymous,
    author,
    campaigns,
    captures,
    deputies,
    desk,
    drafts,
    escalations,
    files,
    incoming,
    ready_words,
    talk,
)

urlpatterns = [
    *anonymous.urlpatterns,
    *author.urlpatterns,
    *deputies.urlpatterns,
    *escalations.urlpatterns,
    *ready_words.urlpatterns,
    *desk.urlpatterns,
    *actions.urlpatterns,
    *talk.urlpatterns,
    *files.urlpatterns,
    *drafts.urlpatterns,
    *incoming.urlpatterns,
    *campaigns.urlpatterns,
    *captures.urlpatterns,
]
