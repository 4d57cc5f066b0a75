"""Opening a session for somebody who was recognised; every way in but the password ends here."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login

from parkour.accounts import backends
from parkour.accounts.models import AccessCard

CARD = "access_card"  # in the session: the badge that opened it
PHONE = "phone"  # in the session: the number whose code opened it
CARD_HOURS = 12
KIOSK = "kiosk"  # in the session: the shared tablet on which it was opened
FRESH = "kiosk_fresh"  # and: the form was not shown yet
# Longer than the tablet waits for a touch: this one ends the session of a tablet whose battery is empty.
KIOSK_LASTS, RECEIPT_LASTS = 20 * 60, 60  # seconds


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


def enter_by_phone(request, person):
    """Sign in whoever has received the code of this person's phone, as a contributor, for a working day at most."""
    person.backend, person.contributor_only = backends.PHONE_PATH, True
    answer = perform_login(request, person)
    request.session[PHONE] = person.phone
    request.session.set_expiry(CARD_HOURS * 3600)
    return answer


def enter_at_kiosk(request, card: AccessCard):
    """Sign in the person of the badge on the shared tablet of `request`, for one contribution."""
    enter_by_card(request, card)
    request.session.update({KIOSK: request.kiosk.pk, FRESH: True})
    request.session.set_expiry(KIOSK_LASTS)


def is_at_kiosk(request) -> bool:
    """Whether the session is one of the tablet that asks."""
    return request.kiosk is not None and request.session.get(KIOSK) == request.kiosk.pk
