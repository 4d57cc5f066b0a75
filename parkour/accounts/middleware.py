"""A session that a badge opened lives no longer than the badge."""

from django.contrib.auth import logout

from parkour.accounts.backends import is_by_card
from parkour.accounts.cards import is_live
from parkour.accounts.entering import CARD


class CardSessionMiddleware:
    """Ends the session of a badge that was revoked, replaced or is past its date. Others cost no statement."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if is_by_card(request.session) and not is_live(request.session.get(CARD)):
            logout(request)
        return self.get_response(request)
