"""What is typed around a session. Services judge; forms only read values."""

import uuid
from datetime import datetime

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from committee.enums import Answer, Block, Choice
from committee.models.session import PARIS
from committee.selectors import presidents
from ideas.enums import DecisionOutcome
from ideas.forms.fields import PersonField
from parkour.accounts.models import User
from parkour.core.forms import AccessibleFormMixin

LONGEST_BLOCK = 60  # minutes


def words(label, limit=2000, rows=4, **kwargs):
    return forms.CharField(label=label, max_length=limit, widget=forms.Textarea({"rows": rows}), **kwargs)


def minutes(label, longest=LONGEST_BLOCK, **kwargs):
    """Minutes, halves allowed."""
    sentence = lazy(
        lambda: gettext("Type a number of minutes between 0.5 and %(longest)s.") % {"longest": longest}, str
    )()
    return forms.DecimalField(
        label=label,
        min_value=0.5,
        max_value=longest,
        error_messages=dict.fromkeys(["invalid", "min_value", "max_value"], sentence),
        widget=forms.NumberInput({"inputmode": "decimal", "step": "0.5", "data-short": True}),
        **kwargs,
    )


# --- Dates of the committee ----------------------------------------------------------------------------


class PlanForm(AccessibleFormMixin, forms.Form):
    """Another day than the one of the rule."""

    day = forms.DateField(label=_("Day"))
    at = forms.TimeField(label=_("Starts at"), required=False, help_text=_("14:00 when left empty."))
    place = forms.CharField(label=_("Place"), max_length=200, required=False)


class SetUpForm(AccessibleFormMixin, forms.Form):
    """Place and chair. `version` is the one that was read."""

    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    chair = forms.ModelChoiceField(
        label=_("Chaired by"),
        queryset=None,
        required=False,
        empty_label=_("Not chosen yet"),
        help_text=_("The president of one of the poles."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, session, **kwargs):
        super().__init__(*args, **kwargs)
        people = [mandate.person for mandate in presidents(session.on)]
        self.fields["chair"].queryset = (
            type(session)._meta.get_field("chair").related_model.objects.filter(pk__in=[person.pk for person in people])
        )


class AnswerForm(AccessibleFormMixin, forms.Form):
    """Whether one comes, and who votes for one then: those of the pole who could, and whoever was named already."""

    answer = forms.ChoiceField(label=_("Your answer"), choices=Answer.choices, widget=forms.RadioSelect)
    holder = forms.ModelChoiceField(
        label=_("If you cannot come: who votes for you"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody"),
        help_text=_("A member of your pole, who holds one proxy at the most. It ends by itself if you come after all."),
    )

    def __init__(self, *args, mine, **kwargs):
        super().__init__(*args, **kwargs)
        people = {person.pk for person in mine.free} | ({mine.proxy.pk} if mine.proxy else set())
        if people:
            self.fields["holder"].queryset = User.objects.filter(pk__in=people).order_by("last_name", "first_name")
        else:
            del self.fields["holder"]

    def clean(self):
        """Whoever comes names nobody, whatever the list still says."""
        data = super().clean()
        if data.get("answer") != Answer.NO:
            data["holder"] = None
        return data


class PostponeForm(AccessibleFormMixin, forms.Form):
    day = forms.DateField(label=_("New day"))
    at = forms.TimeField(label=_("Starts at"), initial="14:00")

    def starts_at(self):
        """The moment that was typed, on the clock of Paris."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["at"], tzinfo=PARIS)


class CancelForm(AccessibleFormMixin, forms.Form):
    reason = words(_("Why it is cancelled"), rows=3, help_text=_("The members and the authors read it."))


# --- Agenda ------------------------------------------------------------------------------------------------


class SubjectForm(AccessibleFormMixin, forms.Form):
    """A point that is no contribution: a report, a survey, the reading of the minutes."""

    title = forms.CharField(label=_("Subject"), max_length=300)
    block = forms.ChoiceField(label=_("Where"), choices=Block.choices, initial=Block.REPORT)
    minutes = minutes(_("Minutes"), initial=5)
    presenter = PersonField(label=_("Presented by"), required=False)


class DurationForm(AccessibleFormMixin, forms.Form):
    minutes = minutes(_("Minutes"))


class PresenterForm(AccessibleFormMixin, forms.Form):
    presenter = PersonField(label=_("Presented by"), required=False)


# --- In the room ---------------------------------------------------------------------------------------------


class OpenPollForm(AccessibleFormMixin, forms.Form):
    """Nothing filled in: a hidden poll without a time limit."""

    visibility = forms.ChoiceField(
        choices=[("hidden", _("Only the counts are shown")), ("named", _("Who voted what is in the minutes"))],
        label=_("What is shown after the vote"),
        initial="hidden",
        required=False,
        widget=forms.RadioSelect,
    )
    minutes = forms.IntegerField(
        label=_("Closes by itself after (minutes)"),
        required=False,
        help_text=_("Left empty, you close it yourself."),
        error_messages={"invalid": _("Type a whole number of minutes.")},
        widget=forms.NumberInput({"inputmode": "numeric", "data-short": True}),
    )

    def clean_visibility(self):
        return self.cleaned_data["visibility"] or "hidden"


class VoteForm(AccessibleFormMixin, forms.Form):
    """One ballot. `key` is the click's own: the same click sent twice counts once."""

    choice = forms.ChoiceField(
        label=_("Your vote"),
        choices=Choice.choices,
        error_messages=dict.fromkeys(["required", "invalid_choice"], _("Choose your vote first.")),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    by_proxy = forms.BooleanField(required=False, widget=forms.HiddenInput)


class VoidForm(AccessibleFormMixin, forms.Form):
    reason = words(_("Why the vote is cancelled"), limit=500, rows=2)


class DecideForm(AccessibleFormMixin, forms.Form):
    """What the decision needs depends on its outcome: adopted, an owner and a date; recommended, a date."""

    reason = words(_("The reason, in one or two sentences"), help_text=_("The author and all colleagues read it."))
    owner = PersonField(label=_("Who carries it out"))
    due_on = forms.DateField(label=_("Done by"))

    def __init__(self, *args, outcome, **kwargs):
        super().__init__(*args, **kwargs)
        if outcome != DecisionOutcome.APPROVED:
            del self.fields["owner"]
        if outcome == DecisionOutcome.RECOMMENDED:
            self.fields["due_on"].label = _("The direction answers by")
        elif outcome != DecisionOutcome.APPROVED:
            del self.fields["due_on"]


class NoteForm(AccessibleFormMixin, forms.Form):
    note = words(_("What else was said"), limit=20000, rows=8, required=False)


class ObjectionForm(AccessibleFormMixin, forms.Form):
    note = words(_("Why it should be discussed"), rows=3, required=False)
