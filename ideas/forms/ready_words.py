"""Ready words for an outcome."""

from django import forms
from django.utils.translation import gettext_lazy as _l

from ideas.enums import Outcome
from parkour.core.forms import AccessibleFormMixin

VARIABLES_HELP = _l(
    "Replaced when it is used: {first_name}, {reference}, {title}, {days} (to object to a quick win), {why} (what the "
    "criteria say), {officer}. Where […] stands, the officer must write: it does not leave with it."
)


class ChangeWordsForm(AccessibleFormMixin, forms.Form):
    name = forms.CharField(label=_l("Name"), max_length=80, help_text=_l("You choose by it in the sheet."))
    body = forms.CharField(
        label=_l("Words"), max_length=5000, widget=forms.Textarea({"rows": 14}), help_text=VARIABLES_HELP
    )
    is_first = forms.BooleanField(label=_l("Propose it first for this outcome"), required=False)
    is_active = forms.BooleanField(label=_l("In use"), required=False, initial=True)


class NewWordsForm(ChangeWordsForm):
    outcome = forms.ChoiceField(label=_l("Outcome"), choices=Outcome.choices)
    language = forms.ChoiceField(label=_l("Language of the author"), choices=[("fr", "Français"), ("en", "English")])
    field_order = ["outcome", "language", "name", "body", "is_first", "is_active"]
