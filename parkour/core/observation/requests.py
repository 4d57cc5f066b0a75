"""One line and one figure per request: which route, how it ended, how long it took.

The route is its name, without what it names: no reference, no page, no query. Who asked is written on the routes
of `settings.LOG_PERSON_ROUTES` only, sign-in and administration. Everywhere else a line at a moment, beside a row
written at that moment, would name the author of a contribution without a name or the voter of a ballot.
"""

import ipaddress
import logging
import sys
import time
import uuid

import structlog
from django.conf import settings
from django.core.signals import got_request_exception
from django.dispatch import receiver
from django.utils.functional import SimpleLazyObject

from parkour.core.observation import figures

logger = logging.getLogger("parkour.requests")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
NO_ROUTE = "none"


class RequestLineMiddleware:
    """The outermost one: it sees every answer, also those of the middleware below it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # Ours, never one that came with the request: a proxy's number would tie our line to its own, with an address.
        request.request_id = uuid.uuid4().hex
        with structlog.contextvars.bound_contextvars(request_id=request.request_id):
            started = time.perf_counter()
            response = self.get_response(request)
            seconds = time.perf_counter() - started
            if not request.path_info.startswith(settings.STATIC_URL):
                _tell(request, response.status_code, seconds)
        response.headers["X-Request-ID"] = request.request_id
        return response


@receiver(got_request_exception)
def keep_exception(request=None, **_kwargs):
    """Keep what went wrong for the line of this request."""
    if request is not None:
        request.failure = sys.exc_info()


def _tell(request, status: int, seconds: float) -> None:
    route, method = route_of(request), request.method if request.method in METHODS else "OTHER"
    figures.count_request(route, method, status, seconds)
    fields = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
    if refusal := getattr(request, "refusal", None):
        fields["refused"] = refusal
    failure = request.__dict__.pop("failure", None)
    level = _level(route, status)
    if logger.isEnabledFor(level):
        logger.log(level, "request", extra={"fields": fields | person(request, route)}, exc_info=failure)


def _level(route: str, status: int) -> int:
    if status >= 500:
        return logging.ERROR
    # Asked every few seconds by machines: only their bad news is news.
    return logging.DEBUG if route in settings.EARLY_ROUTES and status < 400 else logging.INFO


def route_of(request) -> str:
    """The name of the route that answered; never the address itself."""
    match = getattr(request, "resolver_match", None)
    return (match.view_name if match else "") or NO_ROUTE


def person(request, route: str) -> dict:
    """Who asked, on the routes where an investigation needs it; nothing on all others."""
    if not route.startswith(settings.LOG_PERSON_ROUTES):
        return {}
    user = request.__dict__.get("user")
    if isinstance(user, SimpleLazyObject):  # a line asks the database nothing
        user = request.__dict__.get("_cached_user")
    return {"user": getattr(user, "pk", None), "network": network(client_address(request))}


def client_address(request) -> str:
    """The address the request came from; that of the person only when the trusted proxies are counted."""
    count = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = request.headers.get("X-Forwarded-For", "").split(",") if count else []
    return forwarded[-count].strip() if len(forwarded) >= count > 0 else request.META.get("REMOTE_ADDR", "")


def network(address: str) -> str:
    """The network of an address: enough to see an attack, too little to see a person."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network((parsed, 24 if parsed.version == 4 else 48), strict=False))
