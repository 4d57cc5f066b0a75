"""What is typed around mandates. People type last days; services keep the first day without."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from committee.enums import CollegeCode
from committee.forms import words
from committee.services.mandates import MOST_SEATS, REASON_LIMIT
from ideas.forms.fields import PersonField
from parkour.core.forms import AccessibleFormMixin

DAY = timedelta(days=1)


def number(label, **kwargs):
    widget = forms.NumberInput({"inputmode": "numeric", "data-short": True})
    return forms.IntegerField(label=label, max_value=MOST_SEATS, widget=widget, **kwargs)


class LastDayField(forms.DateField):
    """A last day; its value is the day after, the first without."""

    def clean(self, value):
        last = super().clean(value)
        try:
            return last and last + DAY
        except OverflowError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class MandateForm(AccessibleFormMixin, forms.Form):
    person = PersonField(label=_("Who"))
    pole = forms.ChoiceField(label=_("Pole"), choices=CollegeCode.choices)
    from_on = forms.DateField(label=_("First day"))
    until_on = LastDayField(label=_("Last day"), required=False, help_text=_("Left empty, the mandate has no end yet."))
    seat = forms.ChoiceField(
        label=_("As"),
        choices=[("member", _("Member")), ("president", _("President of the pole")), ("alternate", _("Alternate"))],
        initial="member",
        widget=forms.RadioSelect,
    )

    @property
    def facts(self):
        """What the service wants besides the person and the pole."""
        data = self.cleaned_data
        return {
            "from_on": data["from_on"],
            "until_on": data["until_on"],
            "is_president": data["seat"] == "president",
            "is_alternate": data["seat"] == "alternate",
        }


class RenewForm(AccessibleFormMixin, forms.Form):
    until_on = LastDayField(label=_("New last day"))


class EndForm(AccessibleFormMixin, forms.Form):
    until_on = LastDayField(label=_("Last day"), help_text=_("Yesterday to end it at once."))
    reason = words(_("Why it ends early"), limit=REASON_LIMIT, rows=2, help_text=_("The person reads it."))


class SeatsForm(AccessibleFormMixin, forms.Form):
    pole = forms.ChoiceField(choices=CollegeCode.choices, widget=forms.HiddenInput)
    seats = number(_("Seats"), min_value=1)
    alternates = number(_("Alternates"), min_value=0)
