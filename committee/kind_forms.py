"""The form of a kind of session."""

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from committee.enums import BLOCK_CAPACITY, Block
from committee.models import SessionTemplate
from committee.recurrence import LONGEST, SHORTEST
from parkour.core.forms import AccessibleFormMixin

NEW = {"duration": 150} | {block.value: capacity // 2 for block, capacity in BLOCK_CAPACITY.items()}


def whole_minutes(label, least=0, most=LONGEST, **kwargs):
    sentence = lazy(
        lambda: (
            gettext("Type a whole number of minutes between %(least)s and %(most)s.") % {"least": least, "most": most}
        ),
        str,
    )()
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        error_messages=dict.fromkeys(["invalid", "min_value", "max_value"], sentence),
        widget=forms.NumberInput({"inputmode": "numeric", "data-short": True}),
        **kwargs,
    )


class KindForm(AccessibleFormMixin, forms.Form):
    """Its name, its length, the minutes of each block. `version` is the one that was read."""

    name = forms.CharField(label=_("Name"), max_length=80)
    duration = whole_minutes(
        _("Length of the session (minutes)"),
        SHORTEST,
        LONGEST,
        help_text=_("What the blocks do not take is the reserve."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for block in Block:
            self.fields[block.value] = whole_minutes(block.label)

    def facts(self) -> dict:
        """What the service takes."""
        data = self.cleaned_data
        minutes = {block.value: data[block.value] for block in Block}
        return {"name": data["name"], "duration": data["duration"], "minutes": minutes, "version": data["version"]}


def initial_of(template: SessionTemplate | None) -> dict:
    """What the form shows of a kind; the usual times for a new one."""
    if template is None:
        return NEW
    facts = {"name": template.name, "duration": template.duration, "version": template.version}
    return facts | template.minutes
