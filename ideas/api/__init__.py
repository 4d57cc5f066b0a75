"""The addresses of ideas in the API, over the services that the pages use."""

from ideas.api import actions, author, desk, files

urlpatterns = [*author.urlpatterns, *desk.urlpatterns, *actions.urlpatterns, *files.urlpatterns]
