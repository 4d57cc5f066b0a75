"""What is said of irritants, promises, steps, proofs and guests."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas.finding import idea_for
from ideas.selectors import visible_to
from parkour.accounts.models import User
from parkour.core.forms import AccessibleFormMixin
from parkour.engagements.models import standards
from parkour.engagements.models.engagements import (
    PLACE_LIMIT,
    PROOF_LIMIT,
    SENTENCE_LIMIT,
    STEP_LIMIT,
    TITLE_LIMIT,
    WHY_LIMIT,
    WORDS_LIMIT,
)
from parkour.engagements.models.guests import NAME_LIMIT, SAID_LIMIT
from parkour.engagements.models.initiatives import GESTURE_LIMIT
from parkour.engagements.models.replications import ADAPTED_LIMIT
from parkour.engagements.services.initiatives import Gesture
from parkour.engagements.services.irritants import MOST_IDEAS, IrritantFacts
from parkour.engagements.services.promises import PromiseFacts
from parkour.engagements.services.standards import Sheet
from parkour.indicators.indicator_forms import NumberField
from parkour.indicators.models import Attention, Indicator
from parkour.journeys.models import Stage

_l = gettext_lazy
LONGEST_LIST = 1_500  # characters of references
UNKNOWN = _l("No contribution has this reference. Check the year and the number.")


def _area(rows=3):
    return forms.Textarea(attrs={"rows": rows})


def _version():
    return forms.IntegerField(required=False, min_value=0, max_value=10**9, widget=forms.HiddenInput)


def _readable(user, reference):
    try:
        return idea_for(user, reference)
    except Http404:
        raise ValidationError(UNKNOWN) from None


class ReferencesField(forms.CharField):
    """References of contributions, separated by commas or spaces, as people type them."""

    def __init__(self, **kwargs):
        super().__init__(**{"required": False, "max_length": LONGEST_LIST} | kwargs)

    def clean(self, value) -> list[str]:
        names = [name for name in re.split(r"[\s,;]+", super().clean(value)) if name]
        if len(names) > MOST_IDEAS:
            raise ValidationError(_("%(most)s contributions at most.") % {"most": MOST_IDEAS})
        return list(dict.fromkeys(name.upper() for name in names))


class IrritantForm(AccessibleFormMixin, forms.Form):
    version = _version()
    title = forms.CharField(
        label=_l("What irritates"), max_length=TITLE_LIMIT, help_text=_l("As those say it who live it, in one line.")
    )
    words = forms.CharField(label=_l("In more words"), max_length=WORDS_LIMIT, required=False, widget=_area())
    attention = forms.ChoiceField(label=_l("Whom it irritates"), choices=Attention.choices, widget=forms.RadioSelect)
    stage = forms.ModelChoiceField(
        label=_l("Stage of the journey"), queryset=None, required=False, empty_label=_l("No stage")
    )
    ideas = ReferencesField(
        label=_l("Contributions that say so"), help_text=_l("References such as PKR-2026-0142, one after the other.")
    )

    def __init__(self, *args, user, stage=None, **kwargs):
        """`stage`: the one it has, offered even when it is out of use."""
        super().__init__(*args, **kwargs)
        self.user = user
        rows = Stage.objects.filter(Q(closed_at=None) | Q(pk=stage and stage.pk)).select_related("journey")
        field = self.fields["stage"]
        field.queryset = rows
        field.choices = [("", field.empty_label), *((row.pk, f"{row.journey.title} – {row.label}") for row in rows)]

    def clean_ideas(self):
        return [_readable(self.user, name) for name in self.cleaned_data["ideas"]]

    def facts(self) -> IrritantFacts:
        return IrritantFacts(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


def of_irritant(irritant, user) -> dict:
    """What the form of an irritant shows `user` first: of the contributions, those that they may read."""
    known = {name: getattr(irritant, name) for name in ("title", "words", "attention", "version")}
    references = ", ".join(
        visible_to(user).filter(irritants=irritant).order_by("pk").values_list("reference", flat=True)
    )
    return known | {"stage": irritant.stage_id, "ideas": references}


class EngagementForm(AccessibleFormMixin, forms.Form):
    version = _version()
    sentence = forms.CharField(
        label=_l("What is promised"),
        max_length=SENTENCE_LIMIT,
        help_text=_l("A sentence that can be kept or not: what will be true, for whom. Promised, its words stay."),
    )
    owner = forms.CharField(
        label=_l("Who answers for it"), max_length=254, help_text=_l("E-mail address of a colleague.")
    )
    due_on = forms.DateField(label=_l("Kept by"))
    indicator = forms.ModelChoiceField(
        label=_l("Series that shows it"),
        queryset=None,
        required=False,
        empty_label=_l("None: proved otherwise"),
        help_text=_l("Everybody who reads the charter, and its guests, then sees the chart of this indicator."),
    )

    def __init__(self, *args, engagement=None, **kwargs):
        super().__init__(*args, **kwargs)
        known = engagement.indicator_id if engagement else None
        self.fields["indicator"].queryset = Indicator.objects.filter(Q(closed_at=None) | Q(pk=known)).order_by("name")
        if engagement is not None and engagement.published_at is not None:
            self.fields["why"] = forms.CharField(
                label=_l("Why the day moves"),
                max_length=WHY_LIMIT,
                required=False,
                help_text=_l("Only when it moves. The charter shows the reason beside the first day."),
                widget=forms.TextInput(attrs={"class": "input"}),
            )

    def clean_owner(self) -> User:
        found = User.objects.filter(email__iexact=self.cleaned_data["owner"], is_active=True).first()
        if found is None:
            raise ValidationError(_("Nobody here has this e-mail address."))
        return found

    def facts(self) -> PromiseFacts:
        return PromiseFacts(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


def of_engagement(engagement) -> dict:
    """What the form of an engagement shows first."""
    known = {name: getattr(engagement, name) for name in ("sentence", "due_on", "version")}
    return known | {"owner": engagement.owner.email, "indicator": engagement.indicator_id}


class WhyForm(AccessibleFormMixin, forms.Form):
    """A reason, for what is put aside, withdrawn or taken back."""

    why = forms.CharField(label=_l("Reason"), max_length=WHY_LIMIT, widget=_area(2))


class StepForm(AccessibleFormMixin, forms.Form):
    words = forms.CharField(label=_l("What is done"), max_length=STEP_LIMIT)
    idea = forms.CharField(
        label=_l("Contribution that carries it"),
        max_length=20,
        required=False,
        help_text=_l("A reference such as PKR-2026-0142."),
    )
    due_on = forms.DateField(label=_l("Done by"), required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_idea(self):
        typed = self.cleaned_data["idea"].strip()
        return _readable(self.user, typed) if typed else None


class ProofForm(AccessibleFormMixin, forms.Form):
    on = forms.DateField(label=_l("Day of the proof"))
    words = forms.CharField(
        label=_l("What proves it"),
        max_length=PROOF_LIMIT,
        widget=_area(),
        help_text=_l("What one sees, counts or reads – not what was done. No name of anybody."),
    )
    place = forms.CharField(
        label=_l("Where it can be seen"),
        max_length=PLACE_LIMIT,
        required=False,
        help_text=_l("A place, a document, an address on the intranet."),
    )
    keeps = forms.BooleanField(
        label=_l("With this proof, the promise is kept"),
        required=False,
        help_text=_l("Leave it empty for a proof on the way."),
    )


class InitiativeForm(AccessibleFormMixin, forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    words = forms.CharField(
        label=_l("What you did"),
        max_length=GESTURE_LIMIT,
        help_text=_l("In one line: flowers for a customer who was ill, a taxi for a colleague. Name nobody."),
    )
    attention = forms.ChoiceField(label=_l("For whom"), choices=Attention.choices, widget=forms.RadioSelect)
    amount = NumberField(label=_l("What it cost, in euros"), help_text=_l("Empty when it cost nothing."))
    on = forms.DateField(label=_l("Day"))

    def gesture(self) -> Gesture:
        said = {name: value for name, value in self.cleaned_data.items() if name != "key"}
        return Gesture(**said | {"amount": said["amount"] or Decimal(0)})


class TakeUpForm(AccessibleFormMixin, forms.Form):
    words = forms.CharField(
        label=_l("What you adapt"),
        max_length=ADAPTED_LIMIT,
        required=False,
        help_text=_l("In one line, for those who come after you: what is different at your site."),
    )


class StandardForm(AccessibleFormMixin, forms.Form):
    version = _version()
    title = forms.CharField(label=_l("Title of the standard"), max_length=standards.TITLE)
    purpose = forms.CharField(
        label=_l("What it is for"), max_length=standards.PURPOSE, widget=_area(2), help_text=_l("In a sentence or two.")
    )
    steps = forms.CharField(
        label=_l("How it is done"),
        max_length=standards.STEPS,
        widget=_area(8),
        help_text=_l("One step on each line, as short as on a poster."),
    )
    watch = forms.CharField(label=_l("What to watch"), max_length=standards.WATCH, required=False, widget=_area(3))
    why = forms.CharField(label=_l("Why it changes"), max_length=standards.WHY, required=False)

    def __init__(self, *args, again=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not again:
            del self.fields["why"]

    def sheet(self) -> Sheet:
        return Sheet(**{name: self.cleaned_data[name] for name in ("title", "purpose", "steps", "watch")})


class GuestForm(AccessibleFormMixin, forms.Form):
    name = forms.CharField(
        label=_l("Who is invited"), max_length=NAME_LIMIT, help_text=_l("A person, an association, a partner.")
    )
    until = forms.DateField(label=_l("Last day of the link"))


class SaidForm(AccessibleFormMixin, forms.Form):
    text = forms.CharField(label=_l("What you would say"), max_length=SAID_LIMIT, widget=_area(4))


class AnswerGuestsForm(AccessibleFormMixin, forms.Form):
    text = forms.CharField(
        label=_l("To all guests of this engagement"),
        max_length=SAID_LIMIT,
        widget=_area(3),
        help_text=_l("They read it without a name, the next time they open their link."),
    )
