"""What is asked around the portfolio: other weights, and a name for what one keeps."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas.services.portfolio import LONGEST_NAME
from parkour.core.forms import AccessibleFormMixin

_l = gettext_lazy
OF_THE_VALUE = ("policy", "novelty", "impact")


def _weight(label, most, help_text=""):
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=most,
        help_text=help_text,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class WhatIfForm(AccessibleFormMixin, forms.Form):
    """Weights in hundredths; those of the value make a hundred."""

    policy = _weight(_l("Link with the employee policy"), 100)
    novelty = _weight(_l("Innovativeness"), 100)
    impact = _weight(_l("Impact on employees’ life"), 100)
    effort = _weight(
        _l("Share of the effort"), 99, _l("How much a light effort counts beside the three, out of a hundred.")
    )

    def clean(self):
        data = super().clean()
        given = [data[name] for name in OF_THE_VALUE if data.get(name) is not None]
        if len(given) == len(OF_THE_VALUE) and sum(given) != 100:
            left = 100 - sum(given)
            words = _("%(left)s are left to give out.") if left > 0 else _("%(over)s too many are given out.")
            reason = words % {"left": left, "over": -left}
            raise ValidationError(_("The first three make a hundred together: %(reason)s") % {"reason": reason})
        if len(given) == len(OF_THE_VALUE) and data["novelty"] == 100:
            raise ValidationError(_("Policy and impact cannot both weigh nothing."))
        return data


class KeepForm(AccessibleFormMixin, forms.Form):
    name = forms.CharField(
        label=_l("Name"), max_length=LONGEST_NAME, help_text=_l("A name that you have used already is written anew.")
    )
    is_shared = forms.BooleanField(label=_l("Show it to the desk and to the direction"), required=False)
