from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.utils.http import url_has_allowed_host_and_scheme


class AccountAdapter(DefaultAccountAdapter):
    """People are added by the administrator: nobody signs up by themselves."""

    def is_open_for_signup(self, request):
        return False

    def is_safe_url(self, url):
        """Ways back lead into this site; what is no address at all is no way back either."""
        request = context.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())


class PasskeyAdapter(DefaultMFAAdapter):
    """Passkeys open the product by themselves; nobody is asked for one after a password."""

    def is_mfa_enabled(self, user, types=None):
        second_step = types is not None and Authenticator.Type.TOTP in types
        return not second_step and super().is_mfa_enabled(user, types)

    def _get_site_name(self):
        return "Parkour"
