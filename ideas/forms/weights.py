"""Swing points of the four criteria."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ideas.scoring import CRITERIA
from ideas.services.rubrics import checked_values
from ideas.swing import MOST_POINTS
from parkour.core.exceptions import InvalidInput
from parkour.core.forms import AccessibleFormMixin


class SwingForm(AccessibleFormMixin, forms.Form):
    """Points from 0 to 100; one criterion has 100."""

    def __init__(self, *args, rubric, **kwargs):
        self.rubric = rubric
        super().__init__(*args, **kwargs)
        for name in CRITERIA:
            self.fields[name] = forms.IntegerField(
                label=_(rubric.texts[name]["name"]), min_value=0, max_value=MOST_POINTS, help_text=_swing_of(name)
            )

    def clean(self):
        given = super().clean()
        if not self.errors:
            try:
                self.values = checked_values(self.points(), self.rubric.values.thresholds)
            except InvalidInput as error:
                raise ValidationError(str(error.message)) from error
        return given

    def points(self):
        return {name: self.cleaned_data[name] for name in CRITERIA}


def _swing_of(name):
    """What it means to raise a criterion from its worst to its best, in words."""
    return {
        "policy": _("From “no pillar served” to “two pillars or more at a key moment”."),
        "novelty": _("From “already in place here” to “new in our sector”."),
        "impact": _("From “no noticeable effect” to “changes the daily life of the majority”."),
        "effort": _("From “XL, several departments” to “XS, the author can do it”."),
    }[name]
