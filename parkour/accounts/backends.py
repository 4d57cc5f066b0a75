"""How the person of a session is read. A session that a badge opened is one of `CardBackend`, which is its mark."""

from django.contrib.auth import BACKEND_SESSION_KEY, get_user_model
from django.contrib.auth.backends import BaseBackend

PATH = "parkour.accounts.backends.CardBackend"


class CardBackend(BaseBackend):
    """Reads the person of every request of such a session as a contributor, and as nothing more.

    It recognises nobody by itself and gives no permission: the sentences of rules.py do, and they ask the person.
    """

    def get_user(self, user_id):
        person = get_user_model().objects.filter(pk=user_id, is_active=True).first()
        if person is not None:
            person.contributor_only = True
        return person


def is_by_card(session) -> bool:
    return session.get(BACKEND_SESSION_KEY) == PATH
