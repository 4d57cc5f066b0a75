"""Personal tokens of the API: made here, shown once, revoked here."""

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from parkour.accounts.models import ApiToken
from parkour.accounts.tokens import create_token, revoke_token, scopes_for, tokens_of
from parkour.core.forms import AccessibleFormMixin
from parkour.core.views import ServiceFormView, ServicePostView

DAYS = [("30", _("One month")), ("90", _("Three months")), ("365", _("One year"))]


class TokenForm(AccessibleFormMixin, forms.Form):
    name = forms.CharField(label=_("What it is for"), max_length=80, help_text=_("For example: monthly report."))
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Never more than you may do yourself."),
        error_messages={"required": _("Choose what this token may do.")},
    )
    days = forms.TypedChoiceField(
        label=_("How long it lasts"), choices=DAYS, coerce=int, initial="90", widget=forms.RadioSelect
    )

    def __init__(self, *args, scopes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(scope.value, scope.label) for scope in scopes]


class TokensView(ServiceFormView):
    """One's own tokens, and one more. The key of a new one is in this answer and never again."""

    form_class = TokenForm
    template_name = "tokens.html"

    def permit(self):
        words = _("You came in by a badge or a code: sign in with a password or a link to do this.")
        self.require("accounts.keep_keys", words)

    def get_back_url(self):
        return reverse("ways")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"scopes": scopes_for(self.request.user)}

    def call(self, form):
        return create_token(by=self.request.user, **form.cleaned_data)

    def answer(self):
        token, key = self.result
        form = self.form_class(scopes=scopes_for(self.request.user))
        return self.render_to_response(self.get_context_data(form=form, made=token, key=key), status=201)

    def get_context_data(self, **context):
        defaults = {"tokens": tokens_of(self.request.user), "made": None, "key": ""}
        return super().get_context_data(**defaults | context)


class RevokeView(ServicePostView):
    success_message = _("The token is revoked: it opens nothing any more.")

    def find(self):
        token = get_object_or_404(ApiToken, pk=self.kwargs["pk"])
        if token.owner_id != self.request.user.pk:
            raise Http404
        return token

    def get_back_url(self):
        return reverse("tokens")

    def call(self):
        return revoke_token(self.object, by=self.request.user)
