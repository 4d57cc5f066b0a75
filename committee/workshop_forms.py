"""What is typed around workshops. Services judge; these only read values, and say what is missing."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from committee.models.session import house_zone
from committee.models.workshop import (
    GROUP_LIMIT,
    PLACE_LIMIT,
    QUESTION_LIMIT,
    REASON_LIMIT,
    VARIANT_LIMIT,
    VARIANT_TITLE_LIMIT,
    WHY_LIMIT,
)
from committee.workshop_steps import DOTS_ON_ONE, EFFORTS, MOST_DOTS, USUAL_DOTS, VariantScope
from ideas.services.submission import find_people
from parkour.core.forms import AccessibleFormMixin

FIVE = range(1, 6)
LEVELS = [(str(level), str(level)) for level in FIVE]


def _long(label, *, rows=4, limit, **facts):
    return forms.CharField(label=label, max_length=limit, widget=forms.Textarea({"rows": rows}), **facts)


class ParticipantsField(forms.CharField):
    """Colleagues by name or e-mail, one a line or with commas; a name that is nobody's, or of several, is told."""

    widget = forms.Textarea({"rows": 4})

    def clean(self, value):
        people, unknown = find_people(super().clean(value))
        if unknown:
            raise ValidationError(
                _("Nobody was found under: %(names)s. Check the spelling, or type an e-mail.")
                % {"names": ", ".join(unknown)}
            )
        return people


class WorkshopForm(AccessibleFormMixin, forms.Form):
    """What a workshop asks, who leads it, when and with whom. `sources` are those to choose from, None to keep them."""

    sources = forms.MultipleChoiceField(
        label=_l("Contributions to work on"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _l("Choose one contribution at least.")},
    )
    question = forms.CharField(
        label=_l("The question"), max_length=QUESTION_LIMIT, help_text=_l("Begin with “How might we…?”")
    )
    facilitator = forms.ChoiceField(label=_l("Who leads it"))
    participants = ParticipantsField(
        label=_l("Who takes part"),
        required=False,
        max_length=5000,
        help_text=_l("Names or e-mail addresses, one a line. Those whom you add are invited."),
    )
    day = forms.DateField(label=_l("Day"), required=False)
    at = forms.TimeField(label=_l("Starts at"), required=False, help_text=_l("On the clock of the house."))
    place = forms.CharField(label=_l("Place"), max_length=PLACE_LIMIT, required=False)
    session = forms.ChoiceField(
        label=_l("Inside a session"), required=False, help_text=_l("Its day and place hold when none is given here.")
    )
    dots = forms.IntegerField(label=_l("Dots for each person"), min_value=1, max_value=MOST_DOTS, initial=USUAL_DOTS)

    def __init__(self, *args, sources, facilitators, sessions, **kwargs):
        super().__init__(*args, **kwargs)
        self.sources = None if sources is None else {idea.reference: idea for idea in sources}
        self.facilitators = {str(person.pk): person for person in facilitators}
        self.sessions = {str(session.number): session for session in sessions}
        if self.sources is None:
            del self.fields["sources"]
        else:
            chosen = [(key, f"{idea.told.title} ({key})") for key, idea in self.sources.items()]
            self.fields["sources"].choices = chosen
        self.fields["facilitator"].choices = [(key, str(person)) for key, person in self.facilitators.items()]
        dated = [(key, session.label) for key, session in self.sessions.items()]
        self.fields["session"].choices = [("", _l("Outside of a session")), *dated]

    def clean_sources(self):
        return [self.sources[key] for key in self.cleaned_data["sources"]]

    def clean_facilitator(self):
        return self.facilitators[self.cleaned_data["facilitator"]]

    def clean_session(self):
        return self.sessions.get(self.cleaned_data["session"])

    def clean(self):
        cleaned = super().clean()
        day, at = cleaned.pop("day", None), cleaned.pop("at", None)
        if at and not day and "day" not in self.errors:
            self.add_error("day", _("An hour goes with a day."))
        elif day and not at and "at" not in self.errors:
            self.add_error("at", _("Say at what time it starts."))
        elif day and at:
            cleaned["starts_at"] = self._moment(day, at)
        return cleaned

    def _moment(self, day, at):
        if not 2000 <= day.year <= 2999:  # beyond, no clock of a place is known
            self.add_error("day", _("Choose a day to come, in the next two years."))
            return None
        return datetime.combine(day, at, tzinfo=house_zone())


class SilentIdeasForm(AccessibleFormMixin, forms.Form):
    text = _long(
        _l("My ideas for this question"),
        limit=5000,
        help_text=_l("One idea a line. Nobody else reads them before the step is over, nor learns whose they are."),
    )


class GroupIdeasForm(AccessibleFormMixin, forms.Form):
    """Ideas that are ticked, and the group that they go into; `gathered` are the ideas by group."""

    ideas = forms.MultipleChoiceField(
        label=_l("The ideas"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _l("Choose one idea at least.")},
    )
    name = forms.CharField(
        label=_l("Name of the group"),
        max_length=GROUP_LIMIT,
        required=False,
        help_text=_l("One that is there, or a new one. Leave it empty to take the ideas out of their group."),
    )

    def __init__(self, *args, gathered, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ideas"].choices = [(idea.key, idea.text) for one in gathered for idea in one.ideas]
        self.fields["name"].widget.attrs |= {"list": "groups", "autocomplete": "off"}


class VariantForm(AccessibleFormMixin, forms.Form):
    title = forms.CharField(label=_l("Title"), max_length=VARIANT_TITLE_LIMIT)
    text = _long(
        _l("What it is"), limit=VARIANT_LIMIT, help_text=_l("Complete enough to be voted on by the committee.")
    )
    scope = forms.ChoiceField(label=_l("For whom"), choices=VariantScope.choices, widget=forms.RadioSelect)
    effort = forms.TypedChoiceField(label=_l("Effort, as you guess it"), choices=EFFORTS, coerce=int)
    groups = forms.MultipleChoiceField(
        label=_l("From these groups"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args, groups, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["groups"].choices = [(str(pk), name) for pk, name in groups]
        if not groups:
            del self.fields["groups"]

    def clean_groups(self):
        return [int(pk) for pk in self.cleaned_data["groups"]]


class DotsForm(AccessibleFormMixin, forms.Form):
    """A number of dots for each variant, as many as one of them takes."""

    def __init__(self, *args, variants, dots, **kwargs):
        super().__init__(*args, **kwargs)
        self.keys = {f"dots_{one.variant.pk}": one.variant.pk for one in variants}
        most = min(dots, DOTS_ON_ONE)
        for one in variants:
            self.fields[f"dots_{one.variant.pk}"] = forms.TypedChoiceField(
                label=one.title,
                choices=[(str(number), str(number)) for number in range(most + 1)],
                coerce=int,
                initial=str(min(one.mine, most)),
                required=False,
                empty_value=0,
            )

    def placed(self) -> dict[int, int]:
        return {pk: self.cleaned_data[name] for name, pk in self.keys.items()}


class CloseWorkshopForm(AccessibleFormMixin, forms.Form):
    reason = _long(_l("Why it ends without a proposal"), limit=REASON_LIMIT, help_text=_l("The authors read it."))


class WhysForm(AccessibleFormMixin, forms.Form):
    """Five times why."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for number in FIVE:
            self.fields[f"why_{number}"] = forms.CharField(
                label=_("Why? (%(number)s)") % {"number": number},
                max_length=WHY_LIMIT,
                required=False,
                widget=forms.TextInput({"class": "input"}),
            )

    def whys(self) -> list[str]:
        return [self.cleaned_data[f"why_{number}"] for number in FIVE]


class ProposeVariantsForm(AccessibleFormMixin, forms.Form):
    """Which variants go to the committee, with the levels of what they answer and the words to the authors."""

    variants = forms.MultipleChoiceField(
        label=_l("Variants for the committee"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _l("Choose one variant at least.")},
    )
    policy = forms.TypedChoiceField(label=_l("Fits the improvement policy (1 to 5)"), choices=LEVELS, coerce=int)
    impact = forms.TypedChoiceField(label=_l("Impact on the journey (1 to 5)"), choices=LEVELS, coerce=int)
    novelty = forms.TypedChoiceField(
        label=_l("Novelty (1 to 5)"),
        choices=[("", _l("I cannot say")), *LEVELS],
        coerce=int,
        required=False,
        empty_value=None,
    )
    message = _long(_l("Words to the authors"), limit=2000, help_text=_l("They read them with what became of it."))

    def __init__(self, *args, variants, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["variants"].choices = [(str(one.variant.pk), one.title) for one in variants]

    def clean_variants(self):
        return [int(pk) for pk in self.cleaned_data["variants"]]
