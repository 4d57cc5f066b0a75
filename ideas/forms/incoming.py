"""What the officer decides about a mail from somebody we do not know."""

from django import forms
from django.utils.translation import gettext_lazy

from ideas.forms.author import checked
from ideas.forms.fields import PersonField
from ideas.validators import validate_problem
from parkour.core.forms import AccessibleFormMixin


class AcceptMailForm(AccessibleFormMixin, forms.Form):
    person = PersonField(
        label=gettext_lazy("Who says it"),
        help_text=gettext_lazy("A colleague: they get the receipt and every answer."),
    )
    text = forms.CharField(
        label=gettext_lazy("What is said"),
        help_text=gettext_lazy("As it came in the mail. Take out what is not part of it."),
        widget=forms.Textarea(attrs={"rows": 10}),
    )

    def clean_text(self):
        return checked(validate_problem, self.cleaned_data["text"])
