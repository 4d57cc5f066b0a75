"""What is typed while an agenda is prepared: a point to ask for, a document that is missing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ideas.forms.fields import PersonField
from parkour.core.forms import AccessibleFormMixin


class AskPointForm(AccessibleFormMixin, forms.Form):
    """One of the contributions that wait, and why now."""

    idea = forms.ChoiceField(
        label=_("Contribution"),
        error_messages=dict.fromkeys(
            ["required", "invalid_choice"], _("Choose a contribution that waits for the committee.")
        ),
    )
    reason = forms.CharField(
        label=_("Why in this session"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("The improvement officer and the members read it."),
    )

    def __init__(self, *args, ideas, **kwargs):
        super().__init__(*args, **kwargs)
        self.ideas = {idea.reference: idea for idea in ideas}
        waiting = [(reference, f"{idea.told.title} ({reference})") for reference, idea in self.ideas.items()]
        self.fields["idea"].choices = [("", _("Choose")), *waiting]

    def clean_idea(self):
        return self.ideas[self.cleaned_data["idea"]]


class DocumentForm(AccessibleFormMixin, forms.Form):
    what = forms.CharField(
        label=_("Which document"), max_length=200, help_text=_("A quote, a plan, the opinion of a service.")
    )
    person = PersonField(
        label=_("Expected from"), required=False, help_text=_("They are told and find it among their things to do.")
    )
    due_on = forms.DateField(label=_("Expected by"), required=False)
