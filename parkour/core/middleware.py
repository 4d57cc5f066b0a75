"""What every answer has in common: the reader's language, and no copy kept by a cache."""

from django.conf import settings
from django.urls import resolve, reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers


class LanguageMiddleware:
    """French by default, another language by choice: the account's, else the cookie's, never the browser's."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        language = self._wished(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        patch_vary_headers(response, ["Cookie"])
        response.headers.setdefault("Content-Language", language)
        return response

    @staticmethod
    def _wished(request):
        wished = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if request.user.is_authenticated:
            wished = request.user.locale
        return wished if wished in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class NoStoreMiddleware:
    """Answers made for one person are kept by no cache."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated:
            response["Cache-Control"] = "private, no-store"
        return response


class ProbeMiddleware:
    """Answers the probes of an orchestrator at once: no host name to know, no redirection, no session, no query."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.probes = {}

    def __call__(self, request):
        match = self._probes().get(request.path_info)
        if match is None:
            return self.get_response(request)
        request.resolver_match = match
        return match.func(request)

    def _probes(self):
        if not self.probes:
            paths = [reverse(name) for name in settings.PROBE_ROUTES]
            self.probes = {path: resolve(path) for path in paths}
        return self.probes
