"""Signing in by a code that a phone receives, and proving that a number is one's own."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parkour.accounts import phone_codes
from parkour.accounts.entering import enter_by_phone
from parkour.accounts.forms import PhoneCodeForm, PhoneForm
from parkour.accounts.phones import spoken
from parkour.accounts.views.links import too_many
from parkour.core.exceptions import InvalidInput
from parkour.core.views import ServiceFormView, ServicePostView

ASKED, TO_PROVE = "phone_asked", "phone_to_prove"  # in the session: the number that waits for its code


class _BySms:
    never_again = True

    def dispatch(self, request, *args, **kwargs):
        if not phone_codes.is_on():
            raise Http404
        answer = super().dispatch(request, *args, **kwargs)
        answer["Cache-Control"] = "private, no-store"
        return answer


class _Asking(_BySms, ServiceFormView):
    """A number; where the code goes."""

    form_class = PhoneForm
    session_key = next_route = ""

    def call(self, form):
        number = phone_codes.number_of(form.cleaned_data["phone"])
        self.refused = too_many(self.request, "phone_code", number)
        if not self.refused:
            self.ask(number)
            self.request.session[self.session_key] = number
        return number

    def answer(self):
        return self.refused or super().answer()

    def get_success_url(self):
        return reverse(self.next_route)


class _Typing(_BySms, ServiceFormView):
    """The code, once it has come."""

    form_class = PhoneCodeForm
    session_key = ask_route = ""

    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs) if self.number else self.ask_first()

    def post(self, request, *args, **kwargs):
        return super().post(request, *args, **kwargs) if self.number else self.ask_first()

    def ask_first(self):
        return HttpResponseRedirect(reverse(self.ask_route))

    @property
    def number(self):
        return self.request.session.get(self.session_key)

    def form_valid(self, form):
        return too_many(self.request, "phone_try", self.number) or super().form_valid(form)

    def get_context_data(self, **context):
        return super().get_context_data(number=spoken(self.number), **context)


@method_decorator(login_not_required, name="dispatch")
class AskCodeView(_Asking):
    """The same answer, written by the same statements, whether or not somebody has this number."""

    template_name = "ways/ask_code.html"
    session_key, next_route = ASKED, "phone_code"

    def ask(self, number):
        phone_codes.ask_for_code(number)

    def get_back_url(self):
        return reverse("account_login")


@method_decorator(login_not_required, name="dispatch")
class PhoneCodeView(_Typing):
    template_name = "ways/phone_code.html"
    session_key, ask_route = ASKED, "ask_code"

    def get_back_url(self):
        return reverse("account_login")

    def call(self, form):
        person = phone_codes.use_code(self.number, form.cleaned_data["code"])
        if person is None:
            raise InvalidInput(_("This code opens nothing: it is wrong, too old, or was used."), field="code")
        return person

    def answer(self):
        return enter_by_phone(self.request, self.result)


class _OnWays:
    def permit(self):
        self.require(
            "accounts.keep_keys", _("Sign in with a password, a passkey or a link to change your phone number.")
        )

    def get_back_url(self):
        return reverse("ways")


class ProvePhoneView(_OnWays, _Asking):
    template_name = "ways/phone.html"
    session_key, next_route = TO_PROVE, "phone_proof"

    def ask(self, number):
        phone_codes.ask_to_prove(number, by=self.request.user)


class PhoneProofView(_OnWays, _Typing):
    template_name = "ways/phone_proof.html"
    session_key, ask_route = TO_PROVE, "prove_phone"
    success_message = gettext_lazy("Your phone number is kept: a code sent to it signs you in.")

    def call(self, form):
        person = phone_codes.prove_number(self.number, form.cleaned_data["code"], by=self.request.user)
        del self.request.session[TO_PROVE]
        return person


class RemovePhoneView(_OnWays, ServicePostView):
    success_message = gettext_lazy("No code by phone opens your account any more.")

    def permit(self):
        """Whoever is in may close this way, by a code too."""

    def call(self):
        return phone_codes.remove_number(by=self.request.user)
