"""What a session may still open: one of a badge, of a code by phone or of a shared tablet lives no longer than that,
an office waits for a second step.
"""

from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpResponseRedirect
from django.urls import reverse

from parkour.accounts import second_step
from parkour.accounts.backends import is_by_card, is_by_phone
from parkour.accounts.cards import is_live
from parkour.accounts.entering import CARD, KIOSK, PHONE, is_at_kiosk
from parkour.accounts.kiosks import kiosk_of

KIOSK_COOKIE = "kiosk"
# What a shared tablet opens besides its own pages.
ALSO_AT_A_KIOSK = frozenset({"set_language", "set_theme", "manifest", "service_worker"})
# Pages that it shows in its own frame, with the way out and the clock.
FRAMED = {"ideas:anonymous": "kiosk_anonymous", "ideas:follow_up": "kiosk_follow_up", "channels": "kiosk_channels"}

CLOSED = (403, 404)


class CardSessionMiddleware:
    """Ends the session of a badge that was revoked, replaced or is past its date, and that of a code sent to a number
    that is the person's no more. Others cost no statement.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if _outlived(request):
            logout(request)
        return self.get_response(request)


def _outlived(request) -> bool:
    session = request.session
    if is_by_card(session):
        return not is_live(session.get(CARD))
    return is_by_phone(session) and getattr(request.user, "phone", "") != session.get(PHONE)


class KioskMiddleware:
    """Says by which shared tablet a request comes (`request.kiosk`, None for all others, who cost no statement).

    A tablet opens its own pages and no others, and knows no session but those opened on it; these end with it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        key = request.COOKIES.get(KIOSK_COOKIE)
        request.kiosk = kiosk_of(key) if key else None
        strays = request.kiosk is not None and SESSION_KEY in request.session
        if (strays or KIOSK in request.session) and not is_at_kiosk(request):
            logout(request)
        return self.get_response(request)

    def process_view(self, request, _view, _args, _kwargs):
        name = request.resolver_match.view_name
        if request.kiosk is None or name == "kiosk" or name.startswith("kiosk_") or name in ALSO_AT_A_KIOSK:
            return None
        return HttpResponseRedirect(reverse(FRAMED.get(name, "kiosk")))


class OfficeMiddleware:
    """Reads somebody who owes a second step as a colleague without a role, and leads them to where it is set up."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not second_step.is_owed(request):
            return self.get_response(request)
        second_step.close_office(request.user)
        response = self.get_response(request)
        return HttpResponseRedirect(reverse("ways")) if self._leads(request, response) else response

    @staticmethod
    def _leads(request, response):
        back_office = request.path.startswith(reverse("admin:index"))
        page = request.method == "GET" and not request.htmx and not request.path.startswith("/api/")
        return page and request.user.is_authenticated and (back_office or response.status_code in CLOSED)
