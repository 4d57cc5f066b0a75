"""Passkeys, over the views of allauth: our pages, our way back, and none added from a session that a badge opened."""

from functools import wraps
from urllib.parse import urlencode

from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from parkour.accounts.second_step import app_of, is_proven


def keys_only_by_the_owner(view):
    """Lead back whoever came in by a badge: it may be somebody else's who found it."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.user.is_authenticated and not request.user.has_perm("accounts.keep_keys"):
            words = _("You came in by a badge or a code: sign in with a password or a link to do this.")
            messages.error(request, words)
            return HttpResponseRedirect(reverse("ways"))
        return view(request, *args, **kwargs)

    return guarded


def after_the_second_step(view):
    """Ask for a code first, where there is an app: a password alone must not take it away nor go round it."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.user.is_authenticated and app_of(request.user) and not is_proven(request):
            return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.path})}")
        return view(request, *args, **kwargs)

    return guarded


@method_decorator([keys_only_by_the_owner, after_the_second_step], name="dispatch")
class AddPasskeyView(AddWebAuthnView):
    http_method_names = ["get", "head", "post", "options"]
    never_again = True

    def get_success_url(self):
        return reverse("ways")

    def form_invalid(self, form):
        answer = super().form_invalid(form)
        answer.status_code = 422
        return answer


@method_decorator([keys_only_by_the_owner, after_the_second_step], name="dispatch")
class RemovePasskeyView(RemoveWebAuthnView):
    http_method_names = ["get", "head", "post", "options"]
    success_url = reverse_lazy("ways")
    never_again = True

    def get_context_data(self, **kwargs):
        return super().get_context_data(passkey=self.object.wrap(), **kwargs)


@method_decorator(login_not_required, name="dispatch")
class SignInByPasskeyView(LoginWebAuthnView):
    http_method_names = ["get", "head", "post", "options"]
    never_again = True


class ConfirmByPasskeyView(ReauthenticateWebAuthnView):
    http_method_names = ["get", "head", "post", "options"]
    never_again = True
