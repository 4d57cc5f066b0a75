"""What a session may still open: one of a badge lives no longer than the badge, an office waits for a second step."""

from django.contrib.auth import logout
from django.http import HttpResponseRedirect
from django.urls import reverse

from parkour.accounts import second_step
from parkour.accounts.backends import is_by_card
from parkour.accounts.cards import is_live
from parkour.accounts.entering import CARD

CLOSED = (403, 404)


class CardSessionMiddleware:
    """Ends the session of a badge that was revoked, replaced or is past its date. Others cost no statement."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if is_by_card(request.session) and not is_live(request.session.get(CARD)):
            logout(request)
        return self.get_response(request)


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
