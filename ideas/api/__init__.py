"""The addresses of ideas in the API, over the services that the pages use."""

from ideas.api import actions, author, campaigns, desk, files, talk

urlpatterns = [
    *author.urlpatterns,
    *desk.urlpatterns,
    *actions.urlpatterns,
    *talk.urlpatterns,
    *files.urlpatterns,
    *campaigns.urlpatterns,
]
