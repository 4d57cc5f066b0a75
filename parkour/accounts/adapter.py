from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """People are added by the administrator: nobody signs up by themselves."""

    def is_open_for_signup(self, request):
        return False
