"""Signing in, and the person of a session: asked by every request, hence by a statement that is planned once.

A session that a badge opened is one of `CardBackend`, one that a code by phone opened of `PhoneBackend`: its mark.
"""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth import BACKEND_SESSION_KEY, get_user_model
from django.contrib.auth.backends import BaseBackend

from parkour.core.prepared import read_rows

# What `User.site_facts` would ask for.
SITE_FACTS = (
    "site_facts",
    "(SELECT ARRAY[kind, timezone] FROM organisation_site WHERE organisation_site.id = site_id)",
)
PATH = "parkour.accounts.backends.CardBackend"
PHONE_PATH = "parkour.accounts.backends.PhoneBackend"


class SignInBackend(AuthenticationBackend):
    """As allauth's."""

    def get_user(self, user_id):
        return _active(user_id)


class CardBackend(BaseBackend):
    """Reads the person of every request of such a session as a contributor, and as nothing more.

    It recognises nobody by itself and gives no permission: the sentences of rules.py do, and they ask the person.
    """

    def get_user(self, user_id):
        person = _active(user_id)
        if person is not None:
            person.contributor_only = True
        return person


class PhoneBackend(CardBackend):
    """The same for a session that a code by phone opened: a number is lent, stolen and given to somebody else."""


def is_by_phone(session) -> bool:
    return session.get(BACKEND_SESSION_KEY) == PHONE_PATH


def is_by_card(session) -> bool:
    return session.get(BACKEND_SESSION_KEY) == PATH


def _active(user_id):
    people = read_rows(get_user_model(), "WHERE id = %s", [user_id], SITE_FACTS)
    return people[0] if people and people[0].is_active else None
