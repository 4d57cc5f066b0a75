"""What is typed around mandates. People type last days; services keep the first day without."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from committee.enums import CallMethod, CollegeCode
from committee.forms import words
from committee.models.candidacy import LETTER_LIMIT
from committee.services.candidacies import WORDS_LIMIT
from committee.services.mandates import MOST_SEATS, REASON_LIMIT
from ideas.forms.fields import PersonField
from parkour.core.exceptions import InvalidInput
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


# --- Calls for candidates ------------------------------------------------------------------------------------


class CallForm(AccessibleFormMixin, forms.Form):
    pole = forms.ChoiceField(label=_("Pole"), choices=CollegeCode.choices, initial=CollegeCode.EMPLOYEES)
    seats = number(_("Seats"), min_value=0, initial=1)
    alternates = number(_("Alternates"), min_value=0, initial=0)
    opens_on = forms.DateField(label=_("People apply from"))
    closes_on = forms.DateField(label=_("Last day to apply"))
    votes_until = forms.DateField(
        label=_("Last day of the vote"),
        required=False,
        help_text=_("Only where people vote. The vote begins on the day after the last one to apply."),
    )
    from_on = forms.DateField(label=_("The mandates begin on"))
    until_on = LastDayField(label=_("Last day of the mandates"))
    method = forms.ChoiceField(
        label=_("How the seats are given"),
        choices=CallMethod.choices,
        initial=CallMethod.DRAW,
        widget=forms.RadioSelect,
        help_text=_(
            "The vote is secret and internal. It does not follow CNIL deliberation 2019-053: do not use it for "
            "professional elections. With fewer than five ballots only the order is published."
        ),
    )
    one_per_site = forms.BooleanField(
        label=_("One seat per site first"),
        required=False,
        help_text=_("Lots only: a second one of a site sits when no other site is left."),
    )
    words = words(_("What you say to the candidates"), limit=WORDS_LIMIT, rows=3, required=False)


class LetterForm(AccessibleFormMixin, forms.Form):
    letter = words(
        _("Why you, in two lines"),
        limit=LETTER_LIMIT,
        rows=3,
        help_text=_("300 characters at most. Only the improvement officer and the administrators read them."),
    )

    def __init__(self, *args, voters_read=False, **kwargs):
        super().__init__(*args, **kwargs)
        if voters_read:
            self.fields["letter"].help_text = _("300 characters at most. The people of your pole read them to vote.")


class BallotForm(AccessibleFormMixin, forms.Form):
    """Candidates by their numbers, in an order that is another one for each voter."""

    ballot = forms.TypedMultipleChoiceField(
        label=_("The candidates"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, candidates, check, **kwargs):
        super().__init__(*args, **kwargs)
        self.candidates, self.check = candidates, check
        self.fields["ballot"].choices = [(row.number, str(row.person)) for row in candidates]

    def clean_ballot(self):
        try:
            self.check(self.cleaned_data["ballot"])
        except InvalidInput as error:
            raise ValidationError(error.message) from None
        return self.cleaned_data["ballot"]

    @property
    def lines(self):
        """(candidate, whether the ballot holds them)."""
        held = {str(value) for value in self["ballot"].value() or []}
        return [(row, str(row.number) in held) for row in self.candidates]

    @property
    def chosen(self):
        return [row for row, is_held in self.lines if is_held]


class GiveUpForm(AccessibleFormMixin, forms.Form):
    reason = words(_("Why it is given up"), limit=REASON_LIMIT, rows=2, help_text=_("Those who applied read it."))


class ChooseForm(AccessibleFormMixin, forms.Form):
    """A choice for each candidate: nothing, a seat, an alternate."""

    CHOICES = [("", _("No seat")), ("seat", _("A seat")), ("alternate", _("Alternate"))]

    def __init__(self, *args, candidates, **kwargs):
        super().__init__(*args, **kwargs)
        self.candidates = {f"number_{row.number}": row for row in candidates}
        for name, row in self.candidates.items():
            self.fields[name] = forms.ChoiceField(
                label=str(row.person), help_text=row.letter, choices=self.CHOICES, required=False
            )

    def chosen(self, choice):
        return [row for name, row in self.candidates.items() if self.cleaned_data.get(name) == choice]
