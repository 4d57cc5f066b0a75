"""The sign-in forms, speaking like all others."""

from allauth.account import forms

from parkour.core.forms import AccessibleFormMixin


class LoginForm(AccessibleFormMixin, forms.LoginForm):
    pass


class ResetPasswordForm(AccessibleFormMixin, forms.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(AccessibleFormMixin, forms.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(AccessibleFormMixin, forms.ChangePasswordForm):
    pass


class ReauthenticateForm(AccessibleFormMixin, forms.ReauthenticateForm):
    pass
