"""Who asks the API: the session of a browser, or a personal token."""

from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied

from parkour.accounts.second_step import close_office_without_keys
from parkour.accounts.tokens import PREFIX, token_of
from parkour.core.exceptions import NotAllowed

BEARER = "bearer"


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer pkr_…`. A header that is no live token is refused, whatever the session."""

    def authenticate(self, request):
        scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
        if not scheme:
            return None
        token = token_of(key.strip()) if scheme.lower() == BEARER and key.strip().startswith(PREFIX) else None
        if token is None:
            raise AuthenticationFailed(
                _("This token is not known here, or was revoked, or is too old. Make another one in your profile.")
            )
        close_office_without_keys(token.owner)
        return token.owner, token

    def authenticate_header(self, request):
        return 'Bearer realm="parkour"'


class BrowserAuthentication(SessionAuthentication):
    """The session cookie; a write comes with the CSRF token of the session."""

    def enforce_csrf(self, request):
        try:
            super().enforce_csrf(request)
        except PermissionDenied as error:
            raise NotAllowed(
                _("With the session of a browser, send its CSRF token in the header “X-CSRFToken”.")
            ) from error
