"""What is typed in a session that runs. Services judge; forms only read values."""

from django import forms
from django.utils.translation import gettext_lazy as _

from committee.forms import words
from parkour.core.forms import AccessibleFormMixin


class BreakForm(AccessibleFormMixin, forms.Form):
    """Nothing filled in: for as long as it takes."""

    minutes = forms.IntegerField(
        label=_("For how long (minutes)"),
        required=False,
        initial=10,
        help_text=_("Everybody reads when it goes on. Left empty, no hour is said."),
        error_messages={"invalid": _("Type a whole number of minutes.")},
        widget=forms.NumberInput({"inputmode": "numeric", "data-short": True}),
    )


class InterestForm(AccessibleFormMixin, forms.Form):
    reason = words(
        _("Why you are concerned"),
        limit=500,
        rows=3,
        help_text=_("Whoever runs the session reads it, nobody else. It is not in the minutes."),
    )
