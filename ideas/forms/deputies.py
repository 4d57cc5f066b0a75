"""Naming who stands in for an officer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from parkour.accounts.deputies import candidates
from parkour.core.forms import AccessibleFormMixin


class DeputyForm(AccessibleFormMixin, forms.Form):
    person = forms.ModelChoiceField(
        label=_("Who stands in for me"),
        queryset=None,
        empty_label=_("Choose somebody"),
        help_text=_("Another improvement officer, or a second reviewer: on these days they may do all that I may."),
    )
    starts_on = forms.DateField(label=_("First day"))
    ends_on = forms.DateField(label=_("Last day"), help_text=_("This day included. It ends by itself."))

    def __init__(self, *args, officer, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = candidates(officer)
