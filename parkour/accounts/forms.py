"""The sign-in forms, speaking like all others."""

from allauth.account import forms
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ConfirmForm
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.forms import (
    BooleanField,
    CharField,
    EmailField,
    EmailInput,
    Form,
    HiddenInput,
    ModelChoiceField,
    PasswordInput,
    TextInput,
    ValidationError,
)
from django.utils.translation import gettext_lazy as _

from parkour.accounts.links import ask_for_link
from parkour.accounts.models import Wanted
from parkour.accounts.second_step import use_code
from parkour.core.forms import AccessibleFormMixin
from parkour.organisation.models import Site, Team

LONGEST_ADDRESS = 254  # of our rows


class LoginForm(AccessibleFormMixin, forms.LoginForm):
    pass


class ResetPasswordForm(AccessibleFormMixin, forms.ResetPasswordForm):
    """Looks up nobody: the worker does, so that the page tells nothing by what it does nor by how long it takes."""

    def clean_email(self):
        if len(self.cleaned_data["email"]) > LONGEST_ADDRESS:
            raise ValidationError(AskLinkForm.base_fields["email"].error_messages["invalid"])
        return self.cleaned_data["email"]

    def save(self, request, **kwargs):
        ask_for_link(self.cleaned_data["email"], Wanted.PASSWORD)
        return self.cleaned_data["email"]


class ResetPasswordKeyForm(AccessibleFormMixin, forms.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(AccessibleFormMixin, forms.ChangePasswordForm):
    pass


class ReauthenticateForm(AccessibleFormMixin, forms.ReauthenticateForm):
    pass


class AskLinkForm(AccessibleFormMixin, Form):
    """Where the link goes."""

    email = EmailField(
        label=_("E-mail address"),
        max_length=LONGEST_ADDRESS,
        widget=EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        error_messages={"invalid": _("This is no e-mail address. For example: lea@example.org.")},
    )


class AddPasskeyForm(AccessibleFormMixin, AddWebAuthnForm):
    """A passkey with its name; one that opens the product alone, hence proved by a finger, a face or a PIN."""

    name = CharField(
        label=_("Name of this passkey"),
        max_length=80,
        required=False,
        help_text=_("So that you know it again. For example: my phone."),
    )
    passwordless = BooleanField(required=False, widget=HiddenInput)

    def clean_passwordless(self):
        return True


CODE = TextInput(
    attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false", "data-short": True}
)


class SetUpAppForm(AccessibleFormMixin, ActivateTOTPForm):
    """The first code of an app, which shows that it took the secret."""

    code = CharField(label=_("Code that the app shows"), widget=CODE, help_text=_("Six digits; a new one every 30 s."))


class _CodeForm(AccessibleFormMixin):
    def clean_code(self):
        forget_tries = check_rate_limit(self.user)
        self.authenticator = use_code(self.user, self.cleaned_data["code"])
        if self.authenticator is None:
            raise get_adapter().validation_error("incorrect_code")
        forget_tries()
        return self.cleaned_data["code"]


CODE_LABEL = _("Code of the app, or one that you wrote down")


class SecondStepForm(_CodeForm, AuthenticateForm):
    code = CharField(label=CODE_LABEL, widget=CODE)


class ConfirmByCodeForm(_CodeForm, ConfirmForm):
    code = CharField(label=CODE_LABEL, widget=CODE)


PIN = PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-short": True})


class PinForm(AccessibleFormMixin, Form):
    pin = CharField(label=_("PIN"), widget=PIN, help_text=_("Four to six digits, easy for you to remember."))


class CardInForm(AccessibleFormMixin, Form):
    """Coming in by a badge; the PIN is checked by the service, which knows whether there is one."""

    pin = CharField(label=_("PIN of your badge"), widget=PIN, required=False)


class FirstUseForm(CardInForm):
    pin = CharField(
        label=_("Choose a PIN"),
        widget=PIN,
        required=False,
        help_text=_("Four to six digits. It will be asked with your badge, so that a lost badge opens nothing."),
    )


class LettersForm(CardInForm):
    """A badge without its address: its letters, then the PIN. `shown` says that the badge was shown already."""

    code = CharField(
        label=_("Letters of your badge"),
        max_length=200,
        required=False,
        help_text=_("The twelve signs under the square. Capitals and dashes do not matter."),
        widget=TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "data-autofocus": True}
        ),
    )
    shown = CharField(required=False, max_length=200, widget=HiddenInput(attrs={"autocomplete": "off"}))
    field_order = ["code", "pin", "shown"]


class PhoneForm(AccessibleFormMixin, Form):
    """Where the code goes; the service reads the number."""

    phone = CharField(
        label=_("Mobile phone number"),
        max_length=40,
        help_text=_("For example: 06 12 34 56 78."),
        widget=TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )


class PhoneCodeForm(AccessibleFormMixin, Form):
    code = CharField(
        label=_("Code you received"),
        max_length=20,
        help_text=_("Six digits."),
        widget=TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "data-short": True}),
    )


class KioskForm(AccessibleFormMixin, Form):
    """A tablet to open: where it stands."""

    site = ModelChoiceField(Site.objects.order_by("name"), label=_("Site"), empty_label=_("Choose"))
    name = CharField(label=_("Which tablet"), max_length=80, help_text=_("For example: staff room."))


class CardsForm(AccessibleFormMixin, Form):
    """For whom badges are printed: a whole site, or one of its teams."""

    site = ModelChoiceField(Site.objects.order_by("name"), label=_("Site"), empty_label=_("Choose"))
    team = ModelChoiceField(
        Team.objects.select_related("site").order_by("site__name", "name"),
        label=_("Team"),
        required=False,
        empty_label=_("Everybody of the site"),
    )

    def clean(self):
        data = super().clean()
        site, team = data.get("site"), data.get("team")
        if site and team and team.site_id != site.pk:
            self.add_error("team", _("This team is not of this site."))
        return data
