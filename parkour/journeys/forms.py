"""What officers say of a journey, of a stage and of a contribution."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parkour.core.forms import AccessibleFormMixin, dress
from parkour.indicators.models import Stage as Moment
from parkour.journeys.models import Side
from parkour.journeys.services.mapping import (
    EVENTS,
    NAME_LIMIT,
    PILLARS,
    STAGES,
    WHY_LIMIT,
    WORDS_LIMIT,
    MapFacts,
    PartFacts,
)

_l = gettext_lazy
MOST_ROWS = {"stages": STAGES[1], "pillars": PILLARS[1], "events": EVENTS[1]}
SPARE = 2  # empty lines for new ones
LAST = 100  # after every number that can be typed


class JourneyForm(AccessibleFormMixin, forms.Form):
    """The stages, the pillars and the life events, one line each, in the order of their numbers.

    A line without a name goes away.
    """

    version = forms.IntegerField(min_value=0, max_value=10**9, widget=forms.HiddenInput)
    why = forms.CharField(
        label=_l("Why it changes"),
        max_length=WHY_LIMIT,
        required=False,
        help_text=_l("Kept beside the edition: a workshop, interviews, a new policy."),
    )

    def __init__(self, *args, journey, stages, pillars, events, campaigns=(), data=None, **kwargs):
        """`stages`, `pillars` and `events`: all rows of the journey. Those out of use come only when the page had them.

        `campaigns`: the interviews it may be drawn from.
        """
        self.with_moments = journey.side == Side.EMPLOYEES
        known = {"stages": stages, "pillars": pillars, "events": events}
        self.rows = {kind: _lines(kind, rows, data or {}) for kind, rows in known.items()}
        initial = {"version": journey.version}
        for kind, rows in self.rows.items():
            for key, row in rows.items():
                if row is not None:
                    initial |= {f"{name}_{kind}_{key}": value for name, value in _known(row).items()}
        super().__init__(*args, data=data, **kwargs | {"initial": initial | kwargs.get("initial", {})})
        if campaigns:
            self.fields["campaign"] = forms.ChoiceField(
                label=_("Drawn from the interviews"),
                choices=[("", _("No interviews")), *((str(one.pk), one.title) for one in campaigns)],
                required=False,
            )
            dress(self.fields["campaign"])
        for kind, rows in self.rows.items():
            for key, row in rows.items():
                self._add(kind, key, row)

    def facts(self) -> MapFacts:
        said = self.cleaned_data
        campaign = int(said["campaign"]) if said.get("campaign") else None
        return MapFacts(
            self._facts("stages"), self._facts("pillars"), said["why"], campaign, events=self._facts("events")
        )

    def lines(self, kind) -> list[dict]:
        """For the page: the fields of each line; `label` says which one it is."""
        return [
            {"label": _label(key, row)} | {name: self[f"{name}_{kind}_{key}"] for name in self._names(kind)}
            for key, row in self.rows[kind].items()
        ]

    @property
    def stage_lines(self):
        return self.lines("stages")

    @property
    def pillar_lines(self):
        return self.lines("pillars")

    @property
    def event_lines(self):
        return self.lines("events")

    def _names(self, kind):
        return ("place", "name", "words", *(["moment"] if kind == "stages" and self.with_moments else []))

    def _add(self, kind, key, row):
        said = {"line": _label(key, row)}
        made = {
            "place": forms.IntegerField(label=_("Order: %(line)s") % said, required=False, min_value=1, max_value=99),
            "name": forms.CharField(label=_("Name: %(line)s") % said, required=False, max_length=NAME_LIMIT),
            "words": forms.CharField(
                label=_("In a few words: %(line)s") % said, required=False, max_length=WORDS_LIMIT
            ),
        }
        if "moment" in self._names(kind):
            made["moment"] = forms.ChoiceField(
                label=_("Moment of the surveys: %(line)s") % said,
                required=False,
                choices=[("", _("No moment")), *Moment.choices],
            )
        for name, one in made.items():
            dress(one)
            self.fields[f"{name}_{kind}_{key}"] = one

    def _facts(self, kind) -> list[PartFacts]:
        """Those with a name, by their numbers; a new line without a number comes last."""
        found = []
        for line, (key, row) in enumerate(self.rows[kind].items()):
            said = {name: self.cleaned_data.get(f"{name}_{kind}_{key}") for name in self._names(kind)}
            if said["name"]:
                order = said["place"] or (row.place if row is not None else LAST)
                one = PartFacts(row and row.pk, said["name"], said["words"] or "", said.get("moment") or "")
                found.append((order, line, one))
        return [one for _order, _line, one in sorted(found, key=lambda entry: entry[:2])]


def _lines(kind, rows, data) -> dict:
    """{key in the names of the fields: row, or None for a new one}."""
    there = [row for row in rows if row.closed_at is None or f"name_{kind}_{row.pk}" in data]
    spare = range(1, 1 + min(SPARE, max(MOST_ROWS[kind] - len(there), 0)))
    return {str(row.pk): row for row in there} | {f"new{number}": None for number in spare}


def _known(row) -> dict:
    known = {"name": row.label, "words": row.words, "place": row.place}
    return known | ({"moment": row.moment} if hasattr(row, "moment") else {})


def _label(key, row) -> str:
    return row.label if row is not None else _("new line %(number)s") % {"number": key.removeprefix("new")}


class PlaceForm(AccessibleFormMixin, forms.Form):
    """A stage of each journey, or none; the pillars it serves, the life events it is about."""

    def __init__(self, *args, stages, pillars, events, places, **kwargs):
        chosen = {stage.journey.side: str(stage.pk) for stage in places.stages}
        initial = {f"stage_{side}": chosen.get(side, "") for side in Side.values}
        initial["pillars"] = [str(pillar.pk) for pillar in places.pillars]
        initial["events"] = [str(event.pk) for event in places.events]
        super().__init__(*args, **kwargs | {"initial": initial})
        labels = {
            Side.EMPLOYEES: _("Stage of the journey of the employee"),
            Side.CUSTOMERS: _("Stage of the journey of the customer"),
        }
        for side, label in labels.items():
            own = [(str(stage.pk), stage.label) for stage in stages if stage.journey.side == side]
            self.fields[f"stage_{side.value}"] = forms.ChoiceField(
                label=label, choices=[("", _("No stage")), *own], required=False, widget=forms.RadioSelect
            )
        self.fields["pillars"] = forms.MultipleChoiceField(
            label=_("Pillars it serves"),
            choices=[(str(pillar.pk), f"{pillar.label} ({pillar.journey.policy})") for pillar in pillars],
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Of both policies: what serves both sides is counted as such."),
        )
        self.fields["events"] = forms.MultipleChoiceField(
            label=_("Life events it is about"),
            choices=[(str(event.pk), f"{event.label} ({event.journey.get_side_display()})") for event in events],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        for one in self.fields.values():
            dress(one)

    def keys(self) -> dict[str, list[int]]:
        """For `services.placing.place_idea`."""
        said = self.cleaned_data
        return {
            "stages": [int(said[f"stage_{side}"]) for side in Side.values if said[f"stage_{side}"]],
            "pillars": [int(key) for key in said["pillars"]],
            "events": [int(key) for key in said["events"]],
        }


class IndicatorsForm(AccessibleFormMixin, forms.Form):
    """Which indicators are shown at a stage."""

    indicators = forms.MultipleChoiceField(
        label=_l("Indicators shown here"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, offered, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["indicators"].choices = [(str(one.pk), one.name) for one in offered]

    def keys(self) -> list[int]:
        return [int(key) for key in self.cleaned_data["indicators"]]


class EaseForm(AccessibleFormMixin, forms.Form):
    """Which survey asks how easy a life event is."""

    def __init__(self, *args, surveys, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["survey"] = forms.ChoiceField(
            label=_("Survey that asks how easy it is"),
            choices=[("", _("No survey")), *((str(one.pk), one.title) for one in surveys)],
            required=False,
            widget=forms.RadioSelect,
            help_text=_(
                "Ask in one wave before you change something, in another one after. Everybody then reads the share who "
                "find it easy."
            ),
        )
        dress(self.fields["survey"])

    def key(self) -> int | None:
        return int(self.cleaned_data["survey"]) if self.cleaned_data["survey"] else None
