"""What is typed to ask all employees, and to answer. Services judge; forms only read values."""

from django import forms
from django.utils.translation import gettext_lazy as _

from committee.consulting import METHODS
from committee.enums import PoleMode, VoteMethod
from committee.forms import words
from parkour.core.forms import AccessibleFormMixin


class ConsultForm(AccessibleFormMixin, forms.Form):
    """The points, and how everybody answers: for or against unless another way is chosen."""

    points = forms.MultipleChoiceField(
        label=_("Points on which all employees are asked"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one point.")},
    )
    method = forms.ChoiceField(
        label=_("How the employees answer"),
        choices=[(method, VoteMethod(method).label) for method in METHODS],
        required=False,
        initial=VoteMethod.YES_NO,
        widget=forms.RadioSelect,
    )
    options = forms.CharField(
        label=_("Options or variants, one per line"),
        max_length=5000,
        required=False,
        help_text=_("For approval, majority judgment and dots: 2 to 20."),
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, *args, points, **kwargs):
        """`points`: agenda items as the room reads them."""
        super().__init__(*args, **kwargs)
        self.fields["points"].choices = [(item.pk, item.subject) for item in points]

    def asked(self) -> dict:
        """What `consult_on` takes."""
        sent = self.cleaned_data
        return {
            "points": [int(pk) for pk in sent["points"]],
            "method": sent["method"] or VoteMethod.YES_NO,
            "options": sent["options"].splitlines(),
        }


class CancelConsultationForm(AccessibleFormMixin, forms.Form):
    reason = words(_("Why nobody is asked any more"), help_text=_("All employees read it."), limit=500, rows=2)


class ModeForm(AccessibleFormMixin, forms.Form):
    mode = forms.ChoiceField(
        label=_("What the answers of all employees are to the vote of their pole"),
        choices=PoleMode.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "It holds for consultations that open from now on. Enough: at least 20 people and one in ten of those "
            "asked; a tie is a no, and a secret vote is always held by those who sit."
        ),
    )
