"""What keepers say of an indicator, of a period, of a change and of a reason."""

import json
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas.finding import idea_for
from ideas.importing.errors import CellRefused
from parkour.accounts.models import User
from parkour.core.forms import AccessibleFormMixin, dress
from parkour.indicators.measurement_rows import number_of
from parkour.indicators.models import Attention, Better, Period, Reason, Unit
from parkour.indicators.rates import typed_number
from parkour.indicators.services.changes import SENTENCE_LIMIT, WHY_LIMIT
from parkour.indicators.services.indicators import NAME_LIMIT, REASON_LIMIT, IndicatorFacts
from parkour.indicators.services.measurement_reading import reasons_with_paths
from parkour.indicators.services.measuring import Row

_l = gettext_lazy
LONGEST_NUMBER, LONGEST_REFERENCE = 30, 20


class NumberField(forms.CharField):
    """A number as people write it: « 1 240,5 » or 1240.5; None when empty."""

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "data-short": True})
        super().__init__(**{"required": False, "max_length": LONGEST_NUMBER, "widget": widget} | kwargs)

    def clean(self, value) -> Decimal | None:
        text = super().clean(value)
        try:
            return number_of(text) if text else None
        except CellRefused as refused:
            raise ValidationError(refused.message) from None


class IndicatorForm(AccessibleFormMixin, forms.Form):
    version = forms.IntegerField(required=False, min_value=0, max_value=10**9, widget=forms.HiddenInput)
    name = forms.CharField(label=_l("Name of the indicator"), max_length=NAME_LIMIT)
    attention = forms.ChoiceField(label=_l("About whom"), choices=Attention.choices, widget=forms.RadioSelect)
    counted = forms.CharField(
        label=_l("What is counted"), max_length=NAME_LIMIT, help_text=_l("For example: answers 4 and 5.")
    )
    among = forms.CharField(label=_l("Among what"), max_length=NAME_LIMIT, help_text=_l("For example: all answers."))
    unit = forms.ChoiceField(label=_l("Told as"), choices=Unit.choices, widget=forms.RadioSelect)
    better = forms.ChoiceField(label=_l("Which way is better"), choices=Better.choices, widget=forms.RadioSelect)
    target = NumberField(label=_l("Target"), help_text=_l("As it is told: 85 for 85 %."))
    period = forms.ChoiceField(
        label=_l("Period"),
        choices=Period.choices,
        widget=forms.RadioSelect,
        help_text=_l("By the week when there are twenty cases or more in each, else by the month."),
    )
    owner = forms.CharField(
        label=_l("Who enters it"),
        max_length=254,
        required=False,
        help_text=_l("E-mail address of a colleague. Empty: the improvement officer."),
    )

    def clean_version(self):
        return self.cleaned_data["version"] or 0

    def clean_owner(self) -> User | None:
        typed = self.cleaned_data["owner"]
        found = User.objects.filter(email__iexact=typed, is_active=True).first() if typed else None
        if typed and found is None:
            raise ValidationError(_("Nobody here has this e-mail address."))
        return found

    def facts(self) -> IndicatorFacts:
        return IndicatorFacts(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


def initial_of(indicator) -> dict:
    names = ("name", "attention", "counted", "among", "unit", "better", "period", "version")
    known = {name: getattr(indicator, name) for name in names}
    target = "" if indicator.target is None else typed_number(indicator.target)
    return known | {"target": target, "owner": indicator.owner.email if indicator.owner else ""}


class GridForm(AccessibleFormMixin, forms.Form):
    """One period: two numbers for everywhere and for each site. Only what somebody changed on the page is entered."""

    shown = forms.CharField(required=False, widget=forms.HiddenInput, max_length=200_000)

    def __init__(self, *args, indicator, sites, known, **kwargs):
        """`known`: (numerator, denominator) by key of the site (None: everywhere)."""
        self.places = [(None, _("Everywhere")), *((site, site.name) for site in sites)]
        initial = {"shown": json.dumps({_key(site): list(map(typed_number, pair)) for site, pair in known.items()})}
        for site, pair in known.items():
            initial |= dict(zip(names_of(_key(site)), map(typed_number, pair), strict=True))
        super().__init__(*args, **kwargs | {"initial": initial})
        for site, name in self.places:
            numerator, denominator = names_of(_key(site and site.pk))
            for field, label in ((numerator, indicator.counted), (denominator, indicator.among)):
                self.fields[field] = NumberField(label=f"{label}, {name}")
                dress(self.fields[field])

    def lines(self) -> list[dict]:
        """For the table: the name of each place with its two fields."""
        made = []
        for site, name in self.places:
            numerator, denominator = names_of(_key(site and site.pk))
            made.append({"name": name, "numerator": self[numerator], "denominator": self[denominator]})
        return made

    def rows(self, starts_on, reason) -> list[Row]:
        shown, self.entered, made = self._shown(), [], []
        for site, _name in self.places:
            key = _key(site and site.pk)
            names = names_of(key)
            pair = tuple(self.cleaned_data.get(name) for name in names)
            if pair != shown.get(key, (None, None)):
                made.append(Row(starts_on, *pair, site, reason))
                self.entered.append(names)
        return made

    def field_of(self, place: int, field: str) -> str | None:
        """The name of the field of one of `rows`; None for what is said of the whole page."""
        numerator, denominator = self.entered[place]
        return {"numerator": numerator, "denominator": denominator}.get(field)

    def _shown(self) -> dict[str, tuple]:
        """What stood on the page when it was opened. A text that was tampered with shows nothing."""
        try:
            said = json.loads(self.cleaned_data["shown"] or "{}")
            return {str(key): tuple(map(number_of, pair)) for key, pair in said.items()}
        except (ValueError, TypeError, AttributeError, RecursionError, CellRefused):
            return {}


def _key(site_key) -> str:
    return str(site_key or 0)


def names_of(key: str) -> tuple[str, str]:
    return f"numerator_{key}", f"denominator_{key}"


class ChangeForm(AccessibleFormMixin, forms.Form):
    on = forms.DateField(label=_l("Day of the change"))
    sentence = forms.CharField(label=_l("What was changed"), max_length=SENTENCE_LIMIT)
    idea = forms.CharField(
        label=_l("Contribution it came from"),
        max_length=LONGEST_REFERENCE,
        required=False,
        help_text=_l("A reference such as PKR-2026-0142: its page then tells what the series shows."),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_idea(self):
        typed = self.cleaned_data["idea"].strip()
        if not typed:
            return None
        try:
            return idea_for(self.user, typed)
        except Http404:
            sentence = _("No contribution has this reference. Check the year and the number.")
            raise ValidationError(sentence) from None


class RebaseForm(AccessibleFormMixin, forms.Form):
    why = forms.CharField(
        label=_l("Why the limits are drawn anew"),
        max_length=WHY_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_l("Kept with the chart: what is different since the change, and why it will last."),
    )


class ReasonForm(AccessibleFormMixin, forms.Form):
    name = forms.CharField(label=_l("Name of the reason"), max_length=REASON_LIMIT)
    parent = forms.ModelChoiceField(
        label=_l("Part of"), queryset=None, required=False, empty_label=_l("Nothing: a reason of its own")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        paths = {reason.pk: path for reason, path in reasons_with_paths() if reason.closed_at is None}
        field = self.fields["parent"]
        field.queryset = Reason.objects.filter(closed_at=None)
        field.choices = [("", field.empty_label), *paths.items()]


class FileForm(AccessibleFormMixin, forms.Form):
    file = forms.FileField(
        label=_l("File"),
        help_text=_l("A CSV file or an Excel workbook (.xlsx), 10 MB at most. Its first line names the columns."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.xlsm"}),
        error_messages={
            "required": _l("Choose the file to import."),
            "empty": _l("This file is empty: choose the one that holds the list."),
            "missing": _l("Choose the file to import."),
            "invalid": _l("Choose the file to import."),
        },
    )
