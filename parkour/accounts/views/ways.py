"""One's own ways in: what opens the account, and closing what should not."""

from allauth.account.views import PasswordChangeView
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from parkour.accounts.cards import cards_of, choose_pin, revoke_card
from parkour.accounts.forms import PinForm
from parkour.accounts.links import waiting_link, withdraw_link
from parkour.accounts.models import AccessCard
from parkour.accounts.passkeys import passkeys_of
from parkour.accounts.phone_codes import is_on
from parkour.accounts.phones import spoken
from parkour.accounts.second_step import app_of, codes_left
from parkour.accounts.sessions import end_other_sessions
from parkour.core.views import ServiceFormView, ServicePostView


class WaysView(TemplateView):
    template_name = "ways/ways.html"

    def get_context_data(self, **context):
        person = self.request.user
        return super().get_context_data(
            cards=cards_of(person),
            link=waiting_link(person),
            takes_codes=is_on(),
            phone=spoken(person.phone),
            app=app_of(person),
            codes_left=codes_left(person),
            passkeys=[each.wrap() for each in passkeys_of(person)],
            has_password=person.has_usable_password(),
            **context,
        )


def own_card(request, pk) -> AccessCard:
    """A badge of the reader; anybody else's is none."""
    card = AccessCard.objects.filter(pk=pk, person=request.user).first()
    if card is None:
        raise Http404
    return card


class _OnWays:
    def get_back_url(self):
        return reverse("ways")


class RevokeCardView(_OnWays, ServicePostView):
    success_message = _("The badge is revoked: it opens nothing any more.")

    def find(self):
        return own_card(self.request, self.kwargs["pk"])

    def call(self):
        return revoke_card(self.object, by=self.request.user)


class ChoosePinView(_OnWays, ServiceFormView):
    form_class = PinForm
    template_name = "ways/pin.html"
    success_message = _("The PIN of your badge is chosen.")
    never_again = True

    def find(self):
        return own_card(self.request, self.kwargs["pk"])

    def permit(self):
        self.require("accounts.keep_keys", _("Sign in with a password, a passkey or a link to change a PIN."))

    def call(self, form):
        return choose_pin(self.object, form.cleaned_data["pin"], by=self.request.user)


class WithdrawLinkView(_OnWays, ServicePostView):
    success_message = _("No link by mail opens your account any more.")

    def call(self):
        return withdraw_link(by=self.request.user)


class ChangePasswordView(PasswordChangeView):
    """Somebody who came in without a password has none to change: they choose one by their mailbox."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_usable_password():
            return HttpResponseRedirect(reverse("account_reset_password"))
        return super().dispatch(request, *args, **kwargs)


class EndSessionsView(_OnWays, ServicePostView):
    success_message = _("You are signed out everywhere but here.")

    def call(self):
        person = end_other_sessions(by=self.request.user)
        update_session_auth_hash(self.request, person)
        return person
