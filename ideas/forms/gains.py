"""What an action brings, and how it was measured."""

from django import forms
from django.utils.translation import gettext_lazy as _l

from ideas.enums import GainKind, GainPer
from parkour.core.forms import AccessibleFormMixin


class AmountForm(AccessibleFormMixin, forms.Form):
    """An amount with its period, both left out where words are enough."""

    amount = forms.DecimalField(
        label=_l("How much, in hours or in euros"),
        required=False,
        max_digits=11,
        decimal_places=2,
        help_text=_l("For time and money. Leave it empty when nobody can say."),
    )
    per = forms.ChoiceField(label=_l("How often"), choices=[("", _l("Choose")), *GainPer.choices], required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["amount"].widget.attrs["data-short"] = True


class GainForm(AmountForm):
    kind = forms.ChoiceField(label=_l("What it brings"), choices=GainKind.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_l("In a few words"), max_length=300, help_text=_l("To whom, and in which moment of their work.")
    )
    field_order = ["kind", "words", "amount", "per"]


class MeasureForm(AmountForm):
    how = forms.CharField(
        label=_l("How it was measured"), max_length=300, help_text=_l("What was counted, by whom, over which weeks.")
    )
    field_order = ["how", "amount", "per"]
