"""What every request has in common: nothing unreadable, a reader and their language, and no copy kept by a cache."""

import logging

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import Http404, QueryDict
from django.urls import resolve, reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from redis.exceptions import RedisError

from parkour.core import again, local, unsent
from parkour.core.guard import METHODS, fault_of
from parkour.core.refusals import refusal
from parkour.core.text import is_storable

logger = logging.getLogger(__name__)
SOON = 60  # seconds


class GuardMiddleware:
    """Refuses what no page can read, before any page does, in the language of the person.

    Views that are `csrf_exempt` speak to programs: they read and refuse by their own rules.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        for name in [name for name, value in request.COOKIES.items() if not is_storable(value)]:
            del request.COOKIES[name]  # the session of nobody
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            page = refusal(request, 405)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_view(self, request, view, args, kwargs):
        if getattr(view, "csrf_exempt", False):
            return None
        status = fault_of(request, view)
        if status is None:
            return None
        request.GET, request.POST = QueryDict(), QueryDict()  # nobody tries to read it again
        page = refusal(request, status)
        if status == 405:
            page["Allow"] = ", ".join(METHODS)
        return page

    def process_exception(self, request, exception):
        """What cannot be counted is not let through: signing in waits for the server that counts the tries."""
        if not isinstance(exception, RedisError):
            return None
        logger.error("the server of the limits is out of reach: %s", exception)
        page = refusal(request, 503)
        page["Retry-After"] = str(SOON)
        return page


class SignInMiddleware(LoginRequiredMiddleware):
    """Closed by default; and what a form held is not lost when its sender must first sign in again."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        if answer is None and request.method == "GET" and unsent.AGAIN in request.GET and request.user.is_authenticated:
            return again.kept_form(request, (view_func, view_args, view_kwargs))
        return answer

    def handle_no_permission(self, request, view_func):
        return again.sign_in_first(request, view_func)

    def process_response(self, request, response):
        received = request.method == "POST" and response.status_code < 400
        if received and unsent.SENT_AGAIN in request.POST and request.user.is_authenticated:
            unsent.received(request.user, request.POST[unsent.SENT_AGAIN], request.path)
        if received and local.KEPT in request.POST and request.user.is_authenticated:
            local.say_received(request, response)
        return response


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
    """Answers made for one person, or that give a cookie to one browser, are kept by no cache."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        user = getattr(request, "user", None)  # nobody's where the request was refused before anybody asked who it is
        if response.cookies or (user is not None and user.is_authenticated):
            response["Cache-Control"] = "private, no-store"
        return response


class ProbeMiddleware:
    """Answers the probes of an orchestrator and the reports of browsers at once: no host name to know, no redirection,
    no session, no query.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.probes = {}

    def __call__(self, request):
        match = self._probes().get(request.path_info)
        if match is None:
            return self.get_response(request)
        request.resolver_match = match
        try:
            return match.func(request)
        except Http404:  # told as for any other address, by a page under the policy of pages
            return self.get_response(request)

    def _probes(self):
        if not self.probes:
            paths = [reverse(name) for name in settings.EARLY_ROUTES]
            self.probes = {path: resolve(path) for path in paths}
        return self.probes
