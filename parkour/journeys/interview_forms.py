"""What officers and facilitators say of interviews."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parkour.core import clock
from parkour.core.forms import AccessibleFormMixin, dress
from parkour.journeys.models import Tone
from parkour.journeys.services.interviewing import (
    GOAL_LIMIT,
    MOST_PEOPLE,
    TEXT_LIMIT,
    TITLE_LIMIT,
    CampaignFacts,
    Said,
)

_l = gettext_lazy
LINES = 6  # places for words on the page of an interview


class CampaignForm(AccessibleFormMixin, forms.Form):
    """A campaign, with two numbers for each stage."""

    version = forms.IntegerField(required=False, min_value=0, max_value=10**9, widget=forms.HiddenInput)
    title = forms.CharField(label=_l("Title"), max_length=TITLE_LIMIT)
    goal = forms.CharField(
        label=_l("What is asked"),
        max_length=GOAL_LIMIT,
        required=False,
        help_text=_l("One or two questions are enough: tell me your last week; what would you change?"),
    )
    starts_on = forms.DateField(label=_l("First day"))
    ends_on = forms.DateField(label=_l("Last day"))

    def __init__(self, *args, stages, reach=None, **kwargs):
        """`stages`: those that are counted; `reach`: {key: (people, asked)} as they stand."""
        self.stages = list(stages)
        known = reach or {}
        initial = {}
        for stage in self.stages:
            people, asked = known.get(stage.pk, (0, 0))
            initial |= {f"people_{stage.pk}": people, f"asked_{stage.pk}": asked}
        super().__init__(*args, **kwargs | {"initial": initial | kwargs.get("initial", {})})
        for stage in self.stages:
            said = {"stage": stage.label}
            self._count(f"people_{stage.pk}", _("People there are: %(stage)s") % said)
            self._count(f"asked_{stage.pk}", _("Asked so far: %(stage)s") % said)

    def facts(self) -> CampaignFacts:
        said = self.cleaned_data
        reach = {one.pk: (said[f"people_{one.pk}"] or 0, said[f"asked_{one.pk}"] or 0) for one in self.stages}
        return CampaignFacts(**{name: said[name] for name in ("title", "goal", "starts_on", "ends_on")}, reach=reach)

    @property
    def lines(self) -> list[dict]:
        """For the page: the two fields of each stage."""
        return [
            {"stage": one, "people": self[f"people_{one.pk}"], "asked": self[f"asked_{one.pk}"]} for one in self.stages
        ]

    def _count(self, name, label):
        self.fields[name] = forms.IntegerField(label=label, required=False, min_value=0, max_value=MOST_PEOPLE)
        dress(self.fields[name])


class InterviewForm(AccessibleFormMixin, forms.Form):
    """When it was held, at which stage the person is, what was said."""

    on = forms.DateField(label=_l("Held on"))

    def __init__(self, *args, stages, **kwargs):
        super().__init__(*args, **kwargs | {"initial": {"on": clock.today()} | kwargs.get("initial", {})})
        known = [(str(one.pk), one.label) for one in stages]
        self.fields["stage"] = forms.ChoiceField(
            label=_("Where the person stands"),
            choices=[("", _("I do not know")), *known],
            required=False,
            help_text=_("Only to count how far the interviews reach. Write no name."),
        )
        for number in range(1, LINES + 1):
            self.fields[f"text_{number}"] = forms.CharField(
                label=_("Words %(number)s") % {"number": number},
                max_length=TEXT_LIMIT,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"tone_{number}"] = forms.ChoiceField(
                label=_("What words %(number)s tell of") % {"number": number}, choices=Tone.choices, required=False
            )
            self.fields[f"about_{number}"] = forms.ChoiceField(
                label=_("Stage that words %(number)s are about") % {"number": number},
                choices=[("", _("No stage yet")), *known],
                required=False,
            )
        for one in self.fields.values():
            dress(one)

    def facts(self) -> dict:
        """For `services.interviewing.record_interview`."""
        said = self.cleaned_data
        words = [
            Said(said[f"text_{n}"], said[f"tone_{n}"] or Tone.HINDERS.value, _key(said[f"about_{n}"]))
            for n in range(1, LINES + 1)
            if said[f"text_{n}"]
        ]
        return {"on": said["on"], "stage": _key(said["stage"]), "said": words}

    @property
    def lines(self) -> list[dict]:
        """For the page: the three fields of each place for words."""
        return [
            {"number": n} | {name: self[f"{name}_{n}"] for name in ("text", "tone", "about")}
            for n in range(1, LINES + 1)
        ]


class FileForm(AccessibleFormMixin, forms.Form):
    """The stage that words are about; for the officer, whether everybody reads them there."""

    def __init__(self, *args, stages, shows, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stage"] = forms.ChoiceField(
            label=_("Stage it is about"),
            choices=[("", _("No stage yet")), *((str(one.pk), one.label) for one in stages)],
            required=False,
            widget=forms.RadioSelect,
        )
        if shows:
            self.fields["shown"] = forms.BooleanField(
                label=_("Show it to everybody, on the page of the stage"),
                required=False,
                help_text=_("Read it once more: would colleagues know who said it?"),
            )
        for one in self.fields.values():
            dress(one)

    def stage(self) -> int | None:
        return _key(self.cleaned_data["stage"])


def _key(text) -> int | None:
    return int(text) if text else None
