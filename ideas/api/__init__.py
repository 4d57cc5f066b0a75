"""The addresses of ideas in the API, over the services that the pages use."""

from ideas.api import actions, author, desk, files, incoming, talk

urlpatterns = [
    *author.urlpatterns,
    *desk.urlpatterns,
    *actions.urlpatterns,
    *talk.urlpatterns,
    *files.urlpatterns,
    *incoming.urlpatterns,
]
