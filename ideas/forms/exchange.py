"""The forms of the import and of the export."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas.enums import OUT_OF_SIGHT, IdeaKind, State
from ideas.importing.columns import LABELS
from ideas.importing.headers import FIELDS, SOURCE
from ideas.importing.rows import MAX_SOURCE
from ideas.services.exporting import ExportFilters
from parkour.core.forms import AccessibleFormMixin

_l = gettext_lazy
CHECK, PREVIEW = "check", "preview"
LONGEST_HEADER = 60


class UploadForm(AccessibleFormMixin, forms.Form):
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


class ColumnsForm(AccessibleFormMixin, forms.Form):
    """One choice of a column per part of an idea; `headers` are those of the file, `samples` a cell of each."""

    source = forms.CharField(
        label=_l("Where the ideas come from"),
        max_length=MAX_SOURCE,
        help_text=_l("The same name each time: an idea that is already there from this source is not imported again."),
    )

    def __init__(self, *args, headers, samples, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [
            ("", _("No column")),
            *((str(index), self._name(index, headers, samples)) for index in range(len(headers))),
        ]
        for name in FIELDS:
            if name == SOURCE and name not in self.initial:
                continue  # only an export of Parkour names the source row by row: nobody else need wonder
            self.fields[name] = forms.ChoiceField(label=LABELS[name], choices=choices, required=False)
            self.fields[name].error_messages["invalid_choice"] = _(
                "This column is not in the file: choose another one."
            )

    @staticmethod
    def _name(index, headers, samples):
        header = headers[index][:LONGEST_HEADER] or _("Column %(number)s, without a name") % {"number": index + 1}
        return f"{header} · {samples[index]}" if samples[index] else header

    @staticmethod
    def initial_from(batch):
        return {"source": batch.source} | {name: str(index) for name, index in batch.columns.items()}

    def column_fields(self):
        """The choices of columns, without the source."""
        return [self[name] for name in FIELDS if name in self.fields]

    def columns(self):
        """{field: index} as chosen."""
        return {name: int(self.cleaned_data[name]) for name in FIELDS if self.cleaned_data.get(name)}


class ExportForm(AccessibleFormMixin, forms.Form):
    """Read from the address: the same address gives the same export."""

    format = forms.ChoiceField(
        label=_l("Format"),
        choices=[("xlsx", _l("Excel workbook (.xlsx)")), ("csv", _l("CSV, opens in Excel and elsewhere"))],
        widget=forms.RadioSelect,
        initial="xlsx",
    )
    kind = forms.MultipleChoiceField(
        label=_l("Kind of contribution"), choices=IdeaKind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    state = forms.MultipleChoiceField(
        label=_l("States"),
        choices=[choice for choice in State.choices if choice[0] not in OUT_OF_SIGHT],
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_l("None chosen: all of them."),
    )
    since = forms.DateField(label=_l("Sent from"), required=False)
    until = forms.DateField(label=_l("Sent until"), required=False, help_text=_l("This day included."))
    hidden_names = forms.BooleanField(
        label=_l("With the names that their authors hid"),
        required=False,
        help_text=_l(
            "Only if this file stays with you: these people asked that their colleagues do not read their name."
        ),
    )

    def __init__(self, *args, may_see_hidden_names, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_see_hidden_names:
            del self.fields["hidden_names"]

    def clean(self):
        data = super().clean()
        if data.get("since") and data.get("until") and data["since"] > data["until"]:
            raise ValidationError(_("The first day comes after the last one: turn them round."))
        return data

    def filters(self):
        data = self.cleaned_data
        return ExportFilters(
            states=frozenset(data["state"]),
            kinds=frozenset(data["kind"]),
            since=data["since"],
            until=data["until"],
            hidden_names=data.get("hidden_names", False),
        )
