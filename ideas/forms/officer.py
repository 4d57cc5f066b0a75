"""The officer's forms at triage: the four criteria, the words of each outcome, title and notes."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas.enums import Channel, Outcome, ReasonCode
from ideas.forms.fields import DOES_NOT_APPLY, ContributionField, LevelField, PersonField
from ideas.replies import GAP
from ideas.rubric_texts import EFFORT_SIZES
from ideas.scoring import CRITERIA, FEEDBACK_CRITERIA
from ideas.services.effects import MAX_PARKED, MAX_QUICK_WIN, MAX_SELF_IMPLEMENT
from ideas.validators import TITLE_LIMIT
from parkour.core import clock
from parkour.core.forms import AccessibleFormMixin

_l = gettext_lazy


class AssessmentForm(AccessibleFormMixin, forms.Form):
    """Levels of one rater. Feedback has two criteria, a proposal four. `examples`: {(criterion, level): Example}."""

    def __init__(self, *args, idea, rubric, examples=None, **kwargs):
        self.idea, self.rubric, self.examples = idea, rubric, examples or {}
        super().__init__(*args, **kwargs)
        for name in CRITERIA if idea.is_proposal else FEEDBACK_CRITERIA:
            self.fields[name] = LevelField(label=_(rubric.texts[name]["name"]))
        self.fields["not_applicable_because"] = forms.CharField(
            label=_("Why a criterion does not apply"), required=False, max_length=300, strip=True
        )
        self.fields["unsure"] = forms.BooleanField(label=_("I am not sure of these levels"), required=False)

    def criteria(self):
        """What the grid shows: for each criterion its question, five levels with their anchor, and “?”."""
        return [self._criterion(name) for name in CRITERIA if name in self.fields]

    def _criterion(self, name):
        texts = self.rubric.texts[name]
        chosen = str(self[name].value() if self[name].value() is not None else "")
        labels = EFFORT_SIZES if name == "effort" else ("1", "2", "3", "4", "5")
        return {
            "name": name,
            "title": _(texts["name"]),
            "question": _(texts["question"]),
            "errors": self.errors.get(name, []) if self.is_bound else [],
            "not_applicable": chosen == DOES_NOT_APPLY,
            "levels": [
                {
                    "value": value,
                    "label": label,
                    "anchor": _(anchor),
                    "checked": chosen == str(value),
                    "example": self.examples.get((name, value)),
                }
                for value, (label, anchor) in enumerate(zip(labels, texts["anchors"], strict=True), start=1)
            ],
        }

    @staticmethod
    def initial_from(assessment):
        """Initial values from a saved assessment (or None)."""
        if assessment is None:
            return {}
        levels = {name: getattr(assessment, name) or DOES_NOT_APPLY for name in CRITERIA}
        return levels | {
            "not_applicable_because": assessment.not_applicable_because,
            "unsure": not assessment.confident,
        }

    def is_filled_in(self):
        """False while a level is missing: an outcome that needs no criteria does not wait for it."""
        return all(self.data.get(name) for name in CRITERIA if name in self.fields)

    def facts(self):
        """Arguments for `services.triage.assess_idea`."""
        levels = {name: self.cleaned_data[name] for name in CRITERIA if name in self.fields}
        return levels | {
            "not_applicable_because": self.cleaned_data["not_applicable_because"],
            "confident": not self.cleaned_data["unsure"],
        }


class TitleForm(AccessibleFormMixin, forms.Form):
    title = forms.CharField(label=_l("Title"), max_length=TITLE_LIMIT)
    restatement = forms.CharField(
        label=_l("Restated for the committee"),
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_l("The author reads it beside their own words, which never change."),
    )


class NoteForm(AccessibleFormMixin, forms.Form):
    body = forms.CharField(label=_l("Your words"), max_length=5000, widget=forms.Textarea({"rows": 3}))
    readers = forms.ChoiceField(
        label=_l("Who reads it"),
        initial="internal",
        widget=forms.RadioSelect,
        choices=[
            ("internal", _l("Internal note: only those who triage")),
            ("author", _l("Message to the author")),
            ("waiting", _l("Message to the author, my answer still follows: the promise runs on")),
        ],
    )

    def __init__(self, *args, may_write_to_author=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_write_to_author:
            del self.fields["readers"]

    def is_internal(self):
        return self.cleaned_data.get("readers", "internal") == "internal"

    def keeps_promise(self):
        return self.cleaned_data.get("readers") == "author"


class OutcomeForm(AccessibleFormMixin, forms.Form):
    """The words that reach the author. Subclasses add the facts their outcome needs, before the words."""

    message = forms.CharField(
        label=_l("Your answer to the author"),
        max_length=5000,
        widget=forms.Textarea({"rows": 14}),
        help_text=_l("Written in the author’s language. Change what you like: it is sent as you leave it."),
    )
    field_order = ["owner", "due_on", "into", "review_on", "channel", "reason_code", "message"]

    def __init__(self, *args, viewer=None, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, ContributionField):
                field.viewer = viewer

    def clean_message(self):
        message = self.cleaned_data["message"]
        if GAP in message:
            raise ValidationError(_("Replace “%(gap)s” with your own words: the author reads them.") % {"gap": GAP})
        return message


class QuickWinForm(OutcomeForm):
    owner = PersonField(label=_l("Who carries it out"))
    due_on = forms.DateField(label=_l("Done by"), help_text=_l("Within 60 days."))


class SelfImplementForm(OutcomeForm):
    due_on = forms.DateField(label=_l("Done by"), help_text=_l("Within 30 days."))


class MergeForm(OutcomeForm):
    into = ContributionField(label=_l("Carried with"))


class ParkForm(OutcomeForm):
    review_on = forms.DateField(label=_l("Look at it again on"), help_text=_l("Within the next six months."))


class RedirectForm(OutcomeForm):
    channel = forms.ChoiceField(
        label=_l("Who can act"),
        choices=Channel.choices,
        widget=forms.RadioSelect,
        help_text=_l("Harassment and internal alert: from then on, only that contact reads the contribution."),
    )


class DeclineForm(OutcomeForm):
    reason_code = forms.ChoiceField(label=_l("The reason"), choices=ReasonCode.choices, widget=forms.RadioSelect)


OUTCOME_FORMS = {
    Outcome.QUICK_WIN: QuickWinForm,
    Outcome.SELF_IMPLEMENT: SelfImplementForm,
    Outcome.MERGE: MergeForm,
    Outcome.PARK: ParkForm,
    Outcome.REDIRECT: RedirectForm,
    Outcome.DECLINE: DeclineForm,
}


def outcome_form(outcome) -> type[OutcomeForm]:
    return OUTCOME_FORMS.get(outcome, OutcomeForm)


def proposed_dates(outcome) -> dict:
    """Dates a form starts with: reasonable, inside the limits of the outcome."""
    today = clock.today()
    if outcome == Outcome.QUICK_WIN:
        return {"due_on": today + MAX_QUICK_WIN / 2}
    if outcome == Outcome.SELF_IMPLEMENT:
        return {"due_on": today + MAX_SELF_IMPLEMENT}
    return {"review_on": today + min(MAX_PARKED, timedelta(days=90))} if outcome == Outcome.PARK else {}
