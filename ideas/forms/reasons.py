"""A reason of the desk, in both languages."""

from django import forms
from django.utils.translation import gettext_lazy as _l

from ideas.enums import Outcome
from ideas.models.reason import CODES
from parkour.core.forms import AccessibleFormMixin

TEXT_HELP = _l(
    "A sentence or two. Replaced when it is used: {first_name}, {reference}, {title}, {days}, {why}, {officer}."
)


def belongs_to():
    """What a reason may belong to, by outcome: "decline.cost"; "park." where the outcome has no codes."""
    return [
        (outcome.label, [(f"{outcome.value}.{code}", label or outcome.label) for code, label in codes.items()])
        for outcome, codes in CODES.items()
    ]


class ChangeReasonForm(AccessibleFormMixin, forms.Form):
    name = forms.CharField(label=_l("Name"), max_length=80, help_text=_l("You choose by it in the sheet."))
    text_fr = forms.CharField(
        label=_l("Words in French"), max_length=2000, widget=forms.Textarea({"rows": 4}), help_text=TEXT_HELP
    )
    text_en = forms.CharField(label=_l("Words in English"), max_length=2000, widget=forms.Textarea({"rows": 4}))
    is_active = forms.BooleanField(label=_l("In use"), required=False, initial=True)

    def facts(self):
        """Arguments for `services.reasons.write_reason`."""
        return self.cleaned_data


class NewReasonForm(ChangeReasonForm):
    belongs = forms.ChoiceField(label=_l("It belongs to"), choices=belongs_to)
    field_order = ["belongs", "name", "text_fr", "text_en", "is_active"]

    def facts(self):
        facts = dict(self.cleaned_data)
        outcome, _dot, code = facts.pop("belongs").partition(".")
        return facts | {"outcome": Outcome(outcome), "code": code}
