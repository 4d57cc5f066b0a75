"""What is typed around a session. Services judge; forms only read values."""

from datetime import date

from django import forms
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.functional import lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from committee.enums import Answer, Block
from committee.models.session import house_zone
from committee.recurrence import LONGEST, MOST_MONTHS, SHORTEST, Rule
from committee.selectors.people import presidents_on
from ideas.enums import DecisionOutcome
from ideas.forms.fields import PersonField
from parkour.accounts.models import User
from parkour.core.dates import human_date
from parkour.core.forms import AccessibleFormMixin
from parkour.core.local_time import moments, offset_of

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


class LocalMoment(AccessibleFormMixin, forms.Form):
    """A day and an hour of the clock of the house. Which of two is asked only where the clocks go back."""

    offset = forms.ChoiceField(label=_("Which of the two"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields(["day", "at", "offset"])
        found = self._moments()
        if len(found) == 2:
            labels = (_("The first one, summer time (UTC%(offset)s)"), _("An hour later, winter time (UTC%(offset)s)"))
            offsets = [offset_of(moment) for moment in found]
            self.fields["offset"].choices = [
                (offset, label % {"offset": offset}) for offset, label in zip(offsets, labels, strict=True)
            ]
        else:
            del self.fields["offset"]

    def _moments(self):
        """The moments that the typed day and hour name: two only where the clocks go back."""
        try:
            day, at = (self.fields[name].clean(self.data.get(self.add_prefix(name))) for name in ("day", "at"))
        except forms.ValidationError:
            return ()
        return moments(day, at, house_zone()) if self.is_bound and day and at else ()


class PlanForm(LocalMoment):
    """Another day than the one of the rule."""

    day = forms.DateField(label=_("Day"))
    at = forms.TimeField(label=_("Starts at"), required=False, help_text=_("14:00 when left empty."))
    place = forms.CharField(label=_("Place"), max_length=200, required=False)


WEEK_CHOICES = [
    (1, _("First")),
    (2, _("Second")),
    (3, _("Third")),
    (4, _("Fourth")),
    (-1, pgettext_lazy("week of a month", "Last")),
]


class RuleForm(AccessibleFormMixin, forms.Form):
    """The rule of the calendar. `version` is the one that was read, nothing when there was none."""

    every = forms.IntegerField(
        label=_("Every so many months"),
        min_value=1,
        max_value=MOST_MONTHS,
        error_messages=dict.fromkeys(
            ["invalid", "min_value", "max_value"], _("Type a number of months between 1 and 12.")
        ),
        widget=forms.NumberInput({"inputmode": "numeric", "data-short": True}),
    )
    week = forms.TypedChoiceField(label=_("Which of the month"), choices=WEEK_CHOICES, coerce=int)
    weekday = forms.TypedChoiceField(
        label=_("Day"), choices=[(number, WEEKDAYS[number]) for number in range(5)], coerce=int
    )
    month = forms.TypedChoiceField(
        label=_("Except in"),
        choices=[("", _("No month")), *MONTHS.items()],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("A month with another week: July, for instance, meets before the summer break."),
    )
    month_week = forms.TypedChoiceField(label=_("Which of that month"), choices=WEEK_CHOICES, coerce=int)
    starts_at = forms.TimeField(label=_("Starts at"), help_text=_("On the clock of the house, summer and winter."))
    minutes = forms.IntegerField(
        label=_("Lasts (minutes)"),
        min_value=SHORTEST,
        max_value=LONGEST,
        error_messages=dict.fromkeys(
            ["invalid", "min_value", "max_value"], _("Type a number of minutes between 30 and 480.")
        ),
        widget=forms.NumberInput({"inputmode": "numeric", "data-short": True}),
    )
    first = forms.DateField(label=_("From this day on"), help_text=_("Months are counted from this one on."))
    active = forms.BooleanField(
        label=_("Keep two years of sessions planned by this rule"),
        required=False,
        help_text=_("Sessions are planned by themselves; nobody is told before you send the invitations."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def rule(self) -> Rule:
        """The rule that was typed."""
        names = ("every", "week", "weekday", "month", "month_week", "first", "starts_at", "minutes")
        return Rule(**{name: self.cleaned_data[name] for name in names})


class ExceptionForm(AccessibleFormMixin, forms.Form):
    """A day of the rule without a session, or with its session on another day."""

    wanted = forms.DateField(label=_("Day of the rule"))
    day = forms.DateField(
        label=_("Held on"), required=False, help_text=_("Left empty, there is no session for this day.")
    )
    reason = forms.CharField(label=_("Why"), max_length=200, required=False)


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

    def __init__(self, *args, session, presidents=None, **kwargs):
        """`presidents`: those of the day of the session, when they are read already."""
        super().__init__(*args, **kwargs)
        self.fields["chair"].queryset = User.objects.filter(pk__in=presidents_on(session.on).values("person"))
        if presidents is not None:
            named = [(person.pk, str(person)) for person in presidents]
            self.fields["chair"].choices = [("", self.fields["chair"].empty_label), *named]


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


class PostponeForm(LocalMoment):
    """Another moment. The box is ticked when members would hear of it late."""

    day = forms.DateField(label=_("New day"))
    at = forms.TimeField(
        label=_("Starts at"), initial="14:00", help_text=_("On the clock of the house, summer and winter.")
    )
    reason = words(
        _("Why it is moved"), rows=3, required=False, help_text=_("The members read it. You may leave it empty.")
    )
    short_notice = forms.BooleanField(
        label=_("Move it even if the members are told less than ten days before"), required=False
    )


class ReconveneForm(AccessibleFormMixin, forms.Form):
    """The day on which a session without a quorum is held again, among those of `days`, the best first."""

    day = forms.TypedChoiceField(label=_("On which day"), coerce=date.fromisoformat, widget=forms.RadioSelect)

    def __init__(self, *args, days=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["day"].choices = [(row.day.isoformat(), _day_words(row)) for row in days]
        if days:
            self.fields["day"].initial = days[0].day.isoformat()


def _day_words(row) -> str:
    """A day, and what speaks against it."""
    warnings = ", ".join(str(warning.label) for warning in row.warnings)
    return f"{human_date(row.day)} · {warnings}" if warnings else human_date(row.day)


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
