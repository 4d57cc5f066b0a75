"""The forms of reference ideas: naming one, its levels; and re-scoring one."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from ideas.forms.fields import ContributionField
from ideas.forms.officer import AssessmentForm
from ideas.forms.opinions import AgainForm
from ideas.scoring import CRITERIA
from ideas.services.reference_ideas import REASON_LIMIT
from parkour.core.forms import AccessibleFormMixin


class NameReferenceForm(AccessibleFormMixin, forms.Form):
    idea = ContributionField(label=_l("Make a reference of"))

    def __init__(self, *args, viewer, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["idea"].viewer = viewer


class ReferenceForm(AssessmentForm):
    """The four levels of a reference, all of them, and why they differ from the consensus."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["not_applicable_because"], self.fields["unsure"]
        self.fields["because"] = forms.CharField(
            label=_("Why the levels differ from the consensus"),
            required=False,
            max_length=REASON_LIMIT,
            help_text=_("Only if you change one. Whoever rates reads it in the list of references."),
        )

    def clean(self):
        facts = super().clean()
        for name in CRITERIA:
            if name in facts and facts[name] is None:
                self.add_error(name, _("A reference has a level on every criterion."))
        return facts


class CalibrationForm(AgainForm):
    """The levels of a reference as somebody sees it today: nothing is filled in."""
