"""The second step, over the views of allauth: asked at sign-in, set up, written down, turned off.

Codes to write down are in the answer to the button that makes them, and on no page besides.
"""

from allauth.mfa.base.views import AuthenticateView, ReauthenticateView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator

from parkour.accounts import second_step
from parkour.accounts.views.passkeys import after_the_second_step, keys_only_by_the_owner
from parkour.core.views import ServicePostView

METHODS = ["get", "head", "post", "options"]


def with_status(answer, status):
    answer.status_code = status
    return answer


def codes_page(request, codes):
    return render(request, "ways/codes.html", {"codes": codes}, status=201)


@method_decorator(login_not_required, name="dispatch")
class SecondStepView(AuthenticateView):
    """Between the password and the product; whoever did not come by a way in is led back to the first page."""

    http_method_names = METHODS
    never_again = True

    def form_invalid(self, form):
        return with_status(super().form_invalid(form), 422)


@method_decorator([keys_only_by_the_owner, after_the_second_step], name="dispatch")
class SetUpAppView(ActivateTOTPView):
    http_method_names = METHODS
    never_again = True

    def form_invalid(self, form):
        return with_status(super().form_invalid(form), 422)

    def form_valid(self, form):
        super().form_valid(form)
        person = self.request.user
        row = second_step.use_code(person, form.cleaned_data["code"])  # it opens nothing more
        second_step.prove(self.request, row or second_step.app_of(person))
        return codes_page(self.request, second_step.write_codes(by=person))

    def get_success_url(self):
        return reverse("ways")


@method_decorator([keys_only_by_the_owner, after_the_second_step], name="dispatch")
class NewCodesView(ServicePostView):
    never_again = True

    def get_back_url(self):
        return reverse("ways")

    def call(self):
        return second_step.write_codes(by=self.request.user)

    def answer(self):
        return codes_page(self.request, self.result)


@method_decorator([keys_only_by_the_owner, after_the_second_step], name="dispatch")
class TurnOffView(DeactivateTOTPView):
    http_method_names = METHODS
    success_url = reverse_lazy("ways")
    never_again = True

    def form_invalid(self, form):
        return with_status(super().form_invalid(form), 422)

    def form_valid(self, form):
        answer = super().form_valid(form)
        second_step.turn_off(self.request.user, by=self.request.user)  # the written codes too
        return answer


@method_decorator(keys_only_by_the_owner, name="dispatch")
class ConfirmByCodeView(ReauthenticateView):
    http_method_names = METHODS
    never_again = True

    def form_invalid(self, form):
        return with_status(super().form_invalid(form), 422)
