"""How an action stands to another one."""

from django import forms
from django.utils.translation import gettext_lazy as _l

from ideas.enums import LinkAs
from ideas.forms.fields import ContributionField
from parkour.core.forms import AccessibleFormMixin


class LinkActionForm(AccessibleFormMixin, forms.Form):
    other = ContributionField(
        label=_l("The other action"), help_text=_l("The reference of its contribution, for example PKR-2026-0142.")
    )
    how = forms.ChoiceField(label=_l("How the two are linked"), choices=LinkAs.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_l("In a few words"),
        max_length=300,
        required=False,
        help_text=_l("Needed for a collision: the other owner reads it."),
    )
