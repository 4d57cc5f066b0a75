"""The addresses of sign-in that this product offers, of all those that allauth has.

Left out on purpose: changing one's own e-mail address. Accounts and addresses are the organisation's, and
every answer about a contribution goes there.
"""

from allauth.account.urls import urlpatterns as all_of_them
from django.urls import path

from parkour.accounts.views import (
    cards,
    kiosks,
    letters,
    links,
    passkeys,
    phones,
    second_step,
    session_end,
    ways,
)

OFFERED = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",  # its page says who opens accounts
    "account_reauthenticate",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
}
urlpatterns = [
    *(address for address in all_of_them if address.name in OFFERED),
    path("password/change/", ways.ChangePasswordView.as_view(), name="account_change_password"),
    path("link/", links.AskLinkView.as_view(), name="ask_link"),
    path("link/sent/", links.LinkSentView.as_view(), name="link_sent"),
    path("link/<str:key>/", links.SignInLinkView.as_view(), name="sign_in_link"),
    path("badge/", letters.CardLettersView.as_view(), name="card_letters"),
    path("badge/<str:key>/", cards.CardInView.as_view(), name="card_in"),
    path("badges/", cards.CardsView.as_view(), name="cards"),
    path("badges/people/<int:pk>/", cards.MakeCardView.as_view(), name="make_card"),
    path("badges/<int:pk>/revoke/", cards.RevokeAnyCardView.as_view(), name="revoke_any_card"),
    path("phone/", phones.AskCodeView.as_view(), name="ask_code"),
    path("phone/code/", phones.PhoneCodeView.as_view(), name="phone_code"),
    path("kiosks/", kiosks.KiosksView.as_view(), name="kiosks"),
    path("kiosks/<int:pk>/revoke/", kiosks.RevokeKioskView.as_view(), name="revoke_kiosk"),
    path("session/", session_end.SessionEndView.as_view(), name="session"),
    path("ways/", ways.WaysView.as_view(), name="ways"),
    path("ways/badges/<int:pk>/revoke/", ways.RevokeCardView.as_view(), name="revoke_card"),
    path("ways/badges/<int:pk>/pin/", ways.ChoosePinView.as_view(), name="choose_pin"),
    path("ways/phone/", phones.ProvePhoneView.as_view(), name="prove_phone"),
    path("ways/phone/code/", phones.PhoneProofView.as_view(), name="phone_proof"),
    path("ways/phone/remove/", phones.RemovePhoneView.as_view(), name="remove_phone"),
    path("ways/link/withdraw/", ways.WithdrawLinkView.as_view(), name="withdraw_link"),
    path("ways/sessions/end/", ways.EndSessionsView.as_view(), name="end_sessions"),
    # allauth looks these up by their names.
    path("passkeys/add/", passkeys.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/remove/", passkeys.RemovePasskeyView.as_view(), name="mfa_remove_webauthn"),
    path("passkeys/sign-in/", passkeys.SignInByPasskeyView.as_view(), name="mfa_login_webauthn"),
    path("passkeys/confirm/", passkeys.ConfirmByPasskeyView.as_view(), name="mfa_reauthenticate_webauthn"),
    path("second-step/", second_step.SecondStepView.as_view(), name="mfa_authenticate"),
    path("second-step/set-up/", second_step.SetUpAppView.as_view(), name="mfa_activate_totp"),
    path("second-step/codes/", second_step.NewCodesView.as_view(), name="mfa_generate_recovery_codes"),
    path("second-step/off/", second_step.TurnOffView.as_view(), name="mfa_deactivate_totp"),
    path("second-step/confirm/", second_step.ConfirmByCodeView.as_view(), name="mfa_reauthenticate"),
]
