"""The API as a whole: its addresses, its OpenAPI description, its reading page."""

from functools import lru_cache

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import include, path, re_path
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt, ensure_csrf_cookie
from django.views.decorators.http import require_GET
from drf_spectacular.generators import SchemaGenerator

from committee import api as committee
from ideas import api as ideas
from parkour.accounts import api as accounts
from parkour.core.api.problems import NOT_FOUND, not_found_sentence, plain_answer
from parkour.dashboard import api as dashboard
from parkour.engagements import api as engagements
from parkour.indicators import api as indicators
from parkour.journeys import api as journeys
from parkour.notifications import api as notifications
from parkour.notifications import preferences_api as preferences


@lru_cache(maxsize=1)
def description() -> dict:
    """The OpenAPI 3.1 description, in English: it is read from the code, so once per process is enough."""
    with translation.override("en"):
        return SchemaGenerator().get_schema(public=True)


@login_not_required
@require_GET
@cache_control(max_age=300)
def schema(request):
    """What the API takes and tells. Nothing in it is not in the source: strangers may read it."""
    return JsonResponse(description(), content_type="application/vnd.oai.openapi+json")


@login_not_required
@require_GET
@ensure_csrf_cookie
def docs(request):
    """The description made readable, by a script of our own static files."""
    return render(request, "api/docs.html")


@login_not_required
@csrf_exempt
def nothing_here(request):
    """An address that does not exist, in the language of the API."""
    with translation.override(translation.get_language_from_request(request)):
        return plain_answer(NOT_FOUND, not_found_sentence())


app_name = "api"
urlpatterns = [
    path("schema/", schema, name="schema"),
    path("docs/", docs, name="docs"),
    path(
        "v1/",
        include(
            [
                *accounts.urlpatterns,
                *ideas.urlpatterns,
                *committee.urlpatterns,
                *indicators.urlpatterns,
                *journeys.urlpatterns,
                *engagements.urlpatterns,
                *dashboard.urlpatterns,
                *notifications.urlpatterns,
                *preferences.urlpatterns,
            ]
        ),
    ),
    re_path(r"^", nothing_here),  # whatever follows, a line break too
]
