from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from parkour.accounts import second_step
from parkour.accounts.secrets_kept import seal, unseal


class AccountAdapter(DefaultAccountAdapter):
    """People are added by the administrator: nobody signs up by themselves."""

    def is_open_for_signup(self, request):
        return False

    def is_safe_url(self, url):
        """Ways back lead into this site; what is no address at all is no way back either."""
        request = context.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def get_login_redirect_url(self, request):
        """Whoever must set up a second step is led there."""
        if second_step.is_owed(request):
            return reverse("ways")
        return super().get_login_redirect_url(request)

    def send_notification_mail(self, template_prefix, user, *args, **kwargs):
        """What opens an account has changed: its owner is told, whoever did it."""
        if template_prefix.startswith("mfa/"):
            self.send_mail("account/email/keys_changed", user.email, {"user": user})


class KeysAdapter(DefaultMFAAdapter):
    """Passkeys open the product by themselves; after a password or a link, the app is asked where there is one."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right, or was used already. Wait for the next one."),
        "cannot_delete_authenticator": _("Your organisation asks for a second step: add a passkey first."),
    }

    def is_mfa_enabled(self, user, types=None):
        if types is None or Authenticator.Type.TOTP not in types:
            return super().is_mfa_enabled(user, types)
        # A badge opens nothing that a second step guards, and must not become a whole session by one.
        return not user.contributor_only and super().is_mfa_enabled(user, [Authenticator.Type.TOTP])

    def can_delete_authenticator(self, authenticator):
        return second_step.may_turn_off(authenticator.user)

    def encrypt(self, text):
        return seal("keys", text)

    def decrypt(self, encrypted_text):
        return unseal("keys", encrypted_text)

    def _get_site_name(self):
        return "Parkour"
