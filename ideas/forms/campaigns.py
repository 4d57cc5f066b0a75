"""What the officer says of a campaign, and of what came of it."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas.enums import CampaignTarget
from ideas.forms.author import checked
from ideas.models import Campaign, Idea
from ideas.selectors import people_of
from ideas.services.campaigns import (
    CODE_LIMIT,
    EXPLANATION_LIMIT,
    QUESTION_LIMIT,
    SUMMARY_LIMIT,
    CampaignFacts,
)
from ideas.validators import clean_text
from parkour.accounts.models import Role
from parkour.core.forms import AccessibleFormMixin
from parkour.organisation.models import Site, Team

_l = gettext_lazy


class VersionedForm(AccessibleFormMixin, forms.Form):
    """Says which version it corrects."""

    version = forms.IntegerField(required=False, min_value=0, max_value=10**9, widget=forms.HiddenInput)

    def clean_version(self):
        return self.cleaned_data["version"] or 0


class CampaignForm(VersionedForm):
    question = forms.CharField(
        label=_l("The question"),
        max_length=QUESTION_LIMIT,
        help_text=_l("One question, as you would ask it in a corridor. It is the title of the poster."),
    )
    explanation = forms.CharField(label=_l("In a few words"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    starts_on = forms.DateField(label=_l("First day"))
    ends_on = forms.DateField(label=_l("Last day"))
    sponsor = forms.ModelChoiceField(
        label=_l("Sponsor"), queryset=None, help_text=_l("Somebody of the direction, shown on the page.")
    )
    target = forms.ChoiceField(
        label=_l("For whom"),
        choices=CampaignTarget.choices,
        initial=CampaignTarget.EVERYBODY,
        widget=forms.RadioSelect,
    )
    sites = forms.ModelMultipleChoiceField(
        label=_l("Which sites"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    teams = forms.ModelMultipleChoiceField(
        label=_l("Which teams"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    code = forms.CharField(
        label=_l("Code of its address"),
        max_length=CODE_LIMIT,
        required=False,
        help_text=_l("Small letters, figures and dashes. Left empty, it is made of the question."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sponsor"].queryset = people_of(Role.SPONSOR)
        self.fields["sites"].queryset = Site.objects.all()
        self.fields["teams"].queryset = Team.objects.select_related("site")
        self.fields["teams"].label_from_instance = lambda team: f"{team.site.name}, {team.name}"

    def clean_explanation(self):
        return checked(clean_text, self.cleaned_data["explanation"], "explanation", limit=EXPLANATION_LIMIT)

    def facts(self) -> CampaignFacts:
        known = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return CampaignFacts(**known | {"sites": list(known["sites"]), "teams": list(known["teams"])})


def initial_of_campaign(campaign: Campaign) -> dict:
    names = ("question", "explanation", "starts_on", "ends_on", "sponsor", "target", "code", "version")
    known = {name: getattr(campaign, name) for name in names}
    return known | {"sites": list(campaign.sites.all()), "teams": list(campaign.teams.all())}


class SummaryForm(VersionedForm):
    summary = forms.CharField(
        label=_l("What came of it"),
        help_text=_l("What was heard, what is done, what is not and why. Whoever contributed receives these words."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    outcomes = forms.CharField(
        label=_l("Contributions that show it"),
        help_text=_l("References of the board, separated by commas, for example PKR-2026-0142."),
        max_length=600,
        required=False,
    )

    def clean_summary(self):
        return checked(clean_text, self.cleaned_data["summary"], "summary", limit=SUMMARY_LIMIT)

    def clean_outcomes(self):
        wanted = dict.fromkeys(part.upper() for part in re.split(r"[\s,;]+", self.cleaned_data["outcomes"]) if part)
        found = list(Idea.objects.filter(reference__in=wanted).exclude(board_tab=""))
        if missing := [name for name in wanted if name not in {idea.reference for idea in found}]:
            raise ValidationError(
                _("The board has no contribution %(references)s. Check the year and the number.")
                % {"references": ", ".join(missing)}
            )
        return found
