"""Opening a session for somebody who was recognised; every way in but the password ends here."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login

from parkour.accounts import backends
from parkour.accounts.models import AccessCard

CARD = "access_card"  # in the session: the badge that opened it
CARD_HOURS = 12


def enter_by_link(request, person):
    """Sign in whoever opened the link in their own mailbox. The answer leads to the first page."""
    record_authentication(request, person, method="link", reauthenticated=True)
    return perform_login(request, person)


def enter_by_card(request, card: AccessCard):
    """Sign in the person of the badge, as a contributor, for a working day at most."""
    person = card.person
    person.backend, person.contributor_only = backends.PATH, True
    answer = perform_login(request, person)
    request.session[CARD] = card.pk
    request.session.set_expiry(CARD_HOURS * 3600)
    return answer
