"""The product without a network: its manifest, its service worker, and the few pages that this one keeps.

The pages are the same for everybody and hold nothing of anybody: they are rendered without a request.
See docs/adr/0022.
"""

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import Http404, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ideas.forms.author import IdeaForm
from ideas.hints import for_the_page
from ideas.views.submission import FACTS
from parkour.organisation.models import Organisation

PAGES = ("home", "new", "channels")
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
# What these pages load. Kept by the worker, and nothing else is.
FILES = (
    "css/tokens.css",
    "css/base.css",
    "css/components.css",
    "ideas/author.css",
    "img/mark.svg",
    "js/app.js",
    "js/store.js",
    "js/blobs.js",
    "js/keep.js",
    "js/words.js",
    "ideas/outbox.js",
    "ideas/files.js",
    "ideas/shrink.js",
    "ideas/draft.js",
    "ideas/submit.js",
)
ICONS = (("icon-192.png", "192x192", "any"), ("icon-512.png", "512x512", "any"))
MASKABLE = ("maskable-512.png", "512x512", "maskable")
PLUM, PAPER = "#84215f", "#f8f6f7"


def _known(language):
    if language not in LANGUAGES:
        raise Http404
    return translation.override(language)


@login_not_required
@require_safe
def page(request, language, page):
    """A page for whoever has no network, anonymous and the same for all; what is personal is on the phone."""
    if page not in PAGES:
        raise Http404
    with _known(language):
        return _public(HttpResponse(_rendered(page)), language)


def _rendered(page):
    form = IdeaForm(initial={"client_uuid": "", "draft": ""})
    context = {"page": page, "organisation": Organisation.current()}
    if page == "new":
        context |= {"form": form, "patterns": for_the_page(), "hints": frozenset()} | FACTS
    return render_to_string(f"offline/{page}.html", context)


def _public(response, language):
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    response["Content-Language"] = language
    return response


@login_not_required
@require_safe
def manifest(request, language):
    """What a phone needs to install the product."""
    with _known(language):
        facts = {
            "id": "/",
            "name": "Parkour",
            "short_name": "Parkour",
            "description": _("Say what could go better, and see what becomes of it."),
            "lang": language,
            "dir": "ltr",
            "start_url": reverse("home"),
            "scope": "/",
            "display": "standalone",
            "background_color": PAPER,
            "theme_color": PLUM,
            "icons": [
                {"src": static(f"img/{name}"), "sizes": sizes, "type": "image/png", "purpose": purpose}
                for name, sizes, purpose in (*ICONS, MASKABLE)
            ],
            "shortcuts": [{"name": _("I have feedback or an idea"), "url": reverse("ideas:submit")}],
        }
        return _public(JsonResponse(facts, content_type="application/manifest+json"), language)


@login_not_required
@require_safe
def service_worker(request):
    """The worker of the whole site: our script, and before it what it keeps."""
    organisation = Organisation.current()
    shell = _shell(organisation.name, organisation.other_channels)
    source = Path(finders.find("js/worker.js")).read_text(encoding="utf-8")
    response = HttpResponse(f"const SHELL = {json.dumps(shell)};\n{source}", content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    response["Service-Worker-Allowed"] = "/"
    return response


@lru_cache(maxsize=8)
def _shell(*_facts_of_the_organisation) -> dict:
    """What the worker keeps; its version changes with any byte of it."""
    digest = hashlib.sha256()
    for name in FILES:
        digest.update(Path(finders.find(name)).read_bytes())
    pages = {}
    for language in LANGUAGES:
        with translation.override(language):
            pages[language] = {name: reverse("offline_page", args=[language, name]) for name in PAGES}
            for name in PAGES:
                digest.update(_rendered(name).encode())
    return {
        "version": digest.hexdigest()[:16],
        "language": settings.LANGUAGE_CODE,
        "pages": pages,
        "files": [static(name) for name in FILES],
        "form": reverse("ideas:submit"),
        "channels": reverse("channels"),
    }
