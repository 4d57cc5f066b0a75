"""What is said of trophies: an edition, a category, a nominee, somebody of the jury, a ballot."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext_lazy as _l

from committee.enums import CollegeCode
from ideas.finding import idea_for
from ideas.forms.fields import PersonField
from parkour.core.forms import AccessibleFormMixin
from parkour.engagements.models import trophies
from parkour.engagements.services.trophies import EditionFacts


class EditionForm(AccessibleFormMixin, forms.Form):
    version = forms.IntegerField(required=False, min_value=0, max_value=10**9, widget=forms.HiddenInput)
    title = forms.CharField(label=_l("Title of the trophies"), max_length=trophies.EDITION_LIMIT)
    on = forms.DateField(label=_l("Day of the ceremony"))
    words = forms.CharField(
        label=_l("Foreword"),
        max_length=trophies.FOREWORD_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_l("In a sentence or two: the jury and everybody read it on top."),
    )

    def facts(self) -> EditionFacts:
        return EditionFacts(**{name: self.cleaned_data[name] for name in ("title", "on", "words")})


class CategoryForm(AccessibleFormMixin, forms.Form):
    title = forms.CharField(label=_l("Title of the category"), max_length=trophies.CATEGORY_LIMIT)
    words = forms.CharField(label=_l("What it rewards"), max_length=trophies.REWARDS_LIMIT, required=False)


class NomineeForm(AccessibleFormMixin, forms.Form):
    idea = forms.CharField(
        label=_l("Contribution that was carried out"),
        max_length=20,
        help_text=_l("A reference such as PKR-2026-0142, of something that is done and on the board."),
    )
    citation = forms.CharField(
        label=_l("Why it is nominated"),
        max_length=trophies.CITATION_LIMIT,
        required=False,
        help_text=_l("In one line: it is read out on stage. Name nobody."),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_idea(self):
        try:
            return idea_for(self.user, self.cleaned_data["idea"].strip())
        except Http404:
            raise ValidationError(_l("No contribution has this reference. Check the year and the number.")) from None


class JurorForm(AccessibleFormMixin, forms.Form):
    person = PersonField(label=_l("Who sits in the jury"))
    pole = forms.ChoiceField(label=_l("For which pole"), choices=CollegeCode.choices, widget=forms.RadioSelect)


def _said(row) -> str:
    return f"{row.title} – {row.citation}" if row.citation else row.title


class BallotForm(AccessibleFormMixin, forms.Form):
    """A box for each nominee, category after category; those where something of one's own is nominated are left out."""

    def __init__(self, *args, ballots, **kwargs):
        super().__init__(*args, **kwargs)
        self.keys = []
        for ballot in ballots:
            if ballot.apart:
                continue
            category = ballot.row.category
            self.keys.append(category.pk)
            self.fields[f"c{category.pk}"] = forms.MultipleChoiceField(
                label=category.title,
                required=False,
                help_text=_l("As many as you like. None is an answer too."),
                choices=[(str(row.nominee.pk), _said(row)) for row in ballot.row.nominees],
                initial=[str(key) for key in ballot.approved],
                widget=forms.CheckboxSelectMultiple,
            )

    def approved(self) -> dict[int, list[int]]:
        return {key: [int(name) for name in self.cleaned_data[f"c{key}"]] for key in self.keys}
