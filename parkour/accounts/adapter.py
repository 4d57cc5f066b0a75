from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.utils.http import url_has_allowed_host_and_scheme


class AccountAdapter(DefaultAccountAdapter):
    """People are added by the administrator: nobody signs up by themselves."""

    def is_open_for_signup(self, request):
        return False

    def is_safe_url(self, url):
        """Ways back lead into this site; what is no address at all is no way back either."""
        request = context.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
