"""What is said of a field visit: where and when, what was said there, which answers are owed."""

from django import forms
from django.utils.translation import gettext_lazy as _l

from ideas.forms.captures import CaptureForm
from parkour.core.forms import AccessibleFormMixin
from parkour.engagements.models import visits
from parkour.engagements.services.visits import VisitFacts
from parkour.organisation.models import Site, Team


def _area(rows=3):
    return forms.Textarea(attrs={"rows": rows})


class VisitForm(AccessibleFormMixin, forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, min_value=0, max_value=10**9, widget=forms.HiddenInput)
    site = forms.ModelChoiceField(label=_l("Where"), queryset=None, to_field_name="code", empty_label=_l("Choose"))
    team = forms.ModelChoiceField(
        label=_l("Which team"), queryset=None, required=False, empty_label=_l("Several, or none in particular")
    )
    on = forms.DateField(label=_l("Which day"))
    company = forms.CharField(
        label=_l("Who went along"),
        max_length=visits.COMPANY_LIMIT,
        required=False,
        help_text=_l("Those who came with you. Do not name those you met."),
    )
    words = forms.CharField(
        label=_l("What you saw"),
        max_length=visits.SEEN_LIMIT,
        required=False,
        widget=_area(4),
        help_text=_l("In a few lines. What people said goes in their own words, from the page of the visit."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.all()
        field, rows = self.fields["team"], Team.objects.select_related("site")
        field.queryset = rows
        field.choices = [("", field.empty_label), *((row.pk, f"{row.site.name} – {row.name}") for row in rows)]

    def facts(self) -> VisitFacts:
        names = ("site", "on", "team", "company", "words")
        return VisitFacts(**{name: self.cleaned_data[name] for name in names})


class VisitCaptureForm(CaptureForm):
    """Words of somebody met: occasion, place and day are those of the visit."""

    def __init__(self, *args, visit, **kwargs):
        super().__init__(*args, **kwargs)
        self.visit = visit
        for name in ("origin", "site", "said_on"):
            del self.fields[name]

    def spoken(self):
        self.cleaned_data |= {"origin": "visit", "site": self.visit.site, "said_on": self.visit.on}
        return super().spoken()


class OweForm(AccessibleFormMixin, forms.Form):
    question = forms.CharField(label=_l("What was asked"), max_length=visits.ASKED_LIMIT)
    whom = forms.CharField(
        label=_l("To whom the answer is owed"),
        max_length=visits.WHOM_LIMIT,
        help_text=_l("The night team, for instance: enough to find them again."),
    )
    due_on = forms.DateField(label=_l("Answer by"))


class GiveAnswerForm(AccessibleFormMixin, forms.Form):
    answer = forms.CharField(label=_l("What was answered"), max_length=visits.ANSWER_LIMIT, widget=_area(4))
    on = forms.DateField(label=_l("Answered on"))
