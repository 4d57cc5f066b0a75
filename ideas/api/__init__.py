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
    opinions,
    portfolio,
    ready_answers,
    ready_words,
    reasons,
    talk,
    weights,
)

urlpatterns = [
    *anonymous.urlpatterns,
    *author.urlpatterns,
    *opinions.urlpatterns,  # before those of one item, which take any word for a reference
    *portfolio.urlpatterns,
    *deputies.urlpatterns,
    *escalations.urlpatterns,
    *ready_answers.urlpatterns,
    *ready_words.urlpatterns,
    *reasons.urlpatterns,
    *desk.urlpatterns,
    *actions.urlpatterns,
    *talk.urlpatterns,
    *files.urlpatterns,
    *drafts.urlpatterns,
    *incoming.urlpatterns,
    *campaigns.urlpatterns,
    *captures.urlpatterns,
    *weights.urlpatterns,
]
