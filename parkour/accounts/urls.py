"""The addresses of sign-in that this product offers, of all those that allauth has.

Left out on purpose: changing one's own e-mail address. Accounts and addresses are the organisation's, and
every answer about a contribution goes there.
"""

from allauth.account.urls import urlpatterns as all_of_them

OFFERED = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",  # its page says who opens accounts
    "account_reauthenticate",
    "account_change_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
}
urlpatterns = [address for address in all_of_them if address.name in OFFERED]
