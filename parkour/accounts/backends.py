"""Signing in, and the person of a session: asked by every request, hence by a statement that is planned once."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth import get_user_model

from parkour.core.prepared import read_rows


class SignInBackend(AuthenticationBackend):
    """As allauth's."""

    def get_user(self, user_id):
        for person in read_rows(get_user_model(), "WHERE id = %s", [user_id]):
            return person if self.user_can_authenticate(person) else None
        return None
