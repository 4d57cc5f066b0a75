"""The forms of two raters who talk over levels that are far apart."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ideas.forms.officer import AssessmentForm
from ideas.scoring import CRITERIA
from ideas.services.opinions import REASON_LIMIT
from parkour.core.forms import AccessibleFormMixin


class AgainForm(AssessmentForm):
    """Levels once more, after the talk: starts with those that hold for the rater."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["not_applicable_because"], self.fields["unsure"]

    @staticmethod
    def initial_from(assessment):
        scores = assessment.scores_again or assessment.scores
        return {name: getattr(scores, name) or "na" for name in CRITERIA}

    def facts(self):
        """Arguments for `services.opinions.rate_again`."""
        return {name: self.cleaned_data[name] for name in CRITERIA if name in self.fields}


class SettleForm(AccessibleFormMixin, forms.Form):
    reason = forms.CharField(
        label=_("What you agree on, and why"),
        max_length=REASON_LIMIT,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("In a sentence or two. The mean of your levels is kept; what each gave first stays beside it."),
    )
