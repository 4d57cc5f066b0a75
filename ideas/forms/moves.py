"""Small forms of the officer's other moves, of the actions and of the direction's answers."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from ideas.enums import ActionStatus, ClaimLevel, Danger, Pilot
from ideas.forms.fields import PersonField
from parkour.core.forms import AccessibleFormMixin
from parkour.organisation.models import Team


def words(label, limit=2000, rows=4, **kwargs):
    return forms.CharField(label=label, max_length=limit, widget=forms.Textarea({"rows": rows}), **kwargs)


class ConfirmForm(AccessibleFormMixin, forms.Form):
    """Nothing to say: the button is enough."""


class ReasonForm(AccessibleFormMixin, forms.Form):
    reason = words(_l("The reason"), help_text=_l("The author reads it."))


class ParkDeferredForm(AccessibleFormMixin, forms.Form):
    review_on = forms.DateField(label=_l("Look at it again on"), help_text=_l("Within the next six months."))
    message = words(_l("Your words to the author"))


class PromoteForm(AccessibleFormMixin, forms.Form):
    proposal = words(
        _l("The proposal that comes out of the workshop"),
        limit=5000,
        help_text=_l("The committee votes on these words. Those of the author stay beside them."),
    )
    message = words(_l("Your words to the author"))


class FlagForm(AccessibleFormMixin, forms.Form):
    kind = forms.ChoiceField(label=_l("What is at stake"), choices=Danger.choices, widget=forms.RadioSelect)
    reason = words(_l("Why"), limit=1000, help_text=_l("Only those who triage read it."))


class LiftFlagForm(AccessibleFormMixin, forms.Form):
    reason = words(_l("What was done, or why it is none"), limit=1000, help_text=_l("Only those who triage read it."))


class EscalateForm(AccessibleFormMixin, forms.Form):
    to = forms.ModelChoiceField(label=_l("Whom do you ask?"), queryset=None, empty_label=_l("Choose somebody"))
    reason = words(_l("Why you need somebody else"), help_text=_l("They read it, and those who triage."))

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people


class HandBackForm(AccessibleFormMixin, forms.Form):
    answer = words(_l("Your words"), help_text=_l("Those who triage read them. The author does not."))


# --- Actions ------------------------------------------------------------------------------------------


class NewsForm(AccessibleFormMixin, forms.Form):
    status = forms.ChoiceField(label=_l("Where it stands"), choices=ActionStatus.choices, widget=forms.RadioSelect)
    progress = forms.IntegerField(
        label=_l("Progress, from 0 to 100%"),
        widget=forms.NumberInput({"inputmode": "numeric", "step": 5}),
        error_messages={"invalid": _l("Progress is a whole number from 0 to 100.")},
    )
    note = words(_l("News in a few words"), required=False, rows=3, help_text=_l("The author reads them."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["progress"].widget.attrs["data-short"] = True


class HoldForm(AccessibleFormMixin, forms.Form):
    reason = words(_l("Why it waits"), rows=3, help_text=_l("The author reads it."))
    resume_on = forms.DateField(label=_l("It resumes on"))


class EvidenceForm(AccessibleFormMixin, forms.Form):
    evidence = words(
        _l("What was done"), help_text=_l("The author reads it and is asked whether it is what they wanted.")
    )


class ShapeActionForm(AccessibleFormMixin, forms.Form):
    team = forms.ModelChoiceField(
        label=_l("Team that carries it"),
        queryset=Team.objects.select_related("site"),
        required=False,
        empty_label=_l("None: the owner alone"),
        help_text=_l("The owner stays the person who answers for it."),
    )
    sites_total = forms.IntegerField(label=_l("Sites concerned"), min_value=0, max_value=1000, required=False)
    sites_done = forms.IntegerField(label=_l("Sites where it is done"), min_value=0, max_value=1000, required=False)
    pilot = forms.ChoiceField(label=_l("Pilot"), choices=Pilot.choices, required=False, widget=forms.RadioSelect)
    pilot_words = forms.CharField(
        label=_l("What the pilot showed"),
        max_length=300,
        required=False,
        help_text=_l("Needed once it is generalised or stopped."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("sites_total", "sites_done"):
            self.fields[name].widget.attrs["data-short"] = True

    def clean_sites_total(self):
        return self.cleaned_data["sites_total"] or 0

    def clean_sites_done(self):
        return self.cleaned_data["sites_done"] or 0


class EscalateActionForm(AccessibleFormMixin, forms.Form):
    reason = words(
        _l("What you need from the direction"), rows=3, help_text=_l("The direction and the officer read it.")
    )


class AnswerActionForm(AccessibleFormMixin, forms.Form):
    answer = words(_l("The answer of the direction"), rows=3, help_text=_l("Owner and officer read it."))


class DisputeForm(AccessibleFormMixin, forms.Form):
    reason = words(_l("What is missing"), rows=3)


class EffectForm(AccessibleFormMixin, forms.Form):
    claim_level = forms.ChoiceField(
        label=_l("How well the effect is proved"), choices=ClaimLevel.choices, widget=forms.RadioSelect
    )
    effect = words(
        _l("The effect in one sentence"),
        limit=300,
        rows=2,
        help_text=_l("Say what was measured, or why it cannot be measured."),
    )


class PublishForm(AccessibleFormMixin, forms.Form):
    you_said = words(_l("You said"), limit=600, rows=3)
    we_did = words(_l("We did, or why not"))
    effect = forms.CharField(label=_l("Measured effect"), max_length=300, required=False)
    credits = forms.CharField(
        label=_l("Thanks to"),
        max_length=300,
        required=False,
        help_text=_l("First names, with the agreement of each person."),
    )


class AbandonForm(AccessibleFormMixin, forms.Form):
    reason = words(_l("Why the work stops"), rows=3, help_text=_l("Everyone reads it on the board."))


# --- Direction ----------------------------------------------------------------------------------------


class ArbitrationForm(AccessibleFormMixin, forms.Form):
    """The dated answer of the direction. An adopted idea gets an owner and a date."""

    answer = forms.ChoiceField(
        label=_l("Your answer"),
        widget=forms.RadioSelect,
        choices=[("adopt", _l("We adopt it")), ("refuse", _l("We do not adopt it"))],
    )
    owner = PersonField(
        label=_l("Who carries it out"),
        required=False,
        help_text=_l("If you adopt it: type a name or an e-mail address."),
    )
    due_on = forms.DateField(label=_l("Done by"), required=False, help_text=_l("If you adopt it."))
    reason = words(_l("The reason"), help_text=_l("Everyone reads it, whatever the answer."))

    def clean(self):
        data = super().clean()
        if data.get("answer") == "adopt":
            if not data.get("owner") and "owner" not in self.errors:
                self.add_error("owner", ValidationError(_("Name the person who carries it out.")))
            if not data.get("due_on") and "due_on" not in self.errors:
                self.add_error("due_on", ValidationError(_("Choose a due date to come.")))
        return data
