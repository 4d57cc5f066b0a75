"""The addresses of ideas in the API, over the services that the pages use."""

from ideas.api import (
    actions,
    anonymous,
    author,
    calibration,
    campaigns,
    captures,
    deputies,
    desk,
    drafts,
    escalations,
    files,
    incoming,
    opinions,
    past,
    portfolio,
    ready_words,
    talk,
    weights,
)

urlpatterns = [
    *anonymous.urlpatterns,
    *author.urlpatterns,
    *calibration.urlpatterns,  # these two before those of one item, which take any word for a reference
    *opinions.urlpatterns,
    *portfolio.urlpatterns,
    *deputies.urlpatterns,
    *escalations.urlpatterns,
    *ready_words.urlpatterns,
    *desk.urlpatterns,
    *past.urlpatterns,
    *actions.urlpatterns,
    *talk.urlpatterns,
    *files.urlpatterns,
    *drafts.urlpatterns,
    *incoming.urlpatterns,
    *campaigns.urlpatterns,
    *captures.urlpatterns,
    *weights.urlpatterns,
]
