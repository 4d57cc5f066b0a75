"""The sheet of an action."""

from django import forms
from django.utils.translation import gettext_lazy as _l

from ideas.enums import NextStep
from ideas.forms.moves import words
from parkour.core.forms import AccessibleFormMixin


class SheetForm(AccessibleFormMixin, forms.Form):
    """All of the sheet. What `only` does not name is left out: small work needs less."""

    situation = words(
        _l("Situation today"), required=False, rows=3, help_text=_l("What is seen and counted now, and since when.")
    )
    target = forms.CharField(
        label=_l("Target"), max_length=300, required=False, help_text=_l("A number one can check, if there is one.")
    )
    target_on = forms.DateField(label=_l("Target reached on"), required=False)
    causes = words(
        _l("Probable cause: why, and why again"),
        required=False,
        help_text=_l("One why a line, five at most. The last one is the cause to act on."),
    )
    countermeasure = words(_l("What is tried"), required=False, rows=3, help_text=_l("And why this rather than else."))
    side_effects = words(
        _l("Effects nobody had planned"), required=False, rows=2, help_text=_l("Good or bad, and for whom.")
    )
    next_step = forms.ChoiceField(
        label=_l("What comes next"),
        choices=[("", _l("Not known yet")), *NextStep.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    next_words = forms.CharField(
        label=_l("What comes next, in words"), max_length=300, required=False, help_text=_l("Where, who, until when.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def leave(self, asked) -> None:
        """Leave only these fields, and the version."""
        for name in set(self.fields) - {*asked, "version"}:
            del self.fields[name]
