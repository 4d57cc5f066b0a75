"""What editors say of a survey and its waves, and what people answer."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas.services.submission import find_people
from ideas.validators import TEXT_LIMIT
from parkour.core.forms import AccessibleFormMixin
from parkour.indicators.models import Audience, Kind, Stage, Survey
from parkour.indicators.services.answering import WORDS_LIMIT
from parkour.indicators.services.surveys import (
    INTRODUCTION_LIMIT,
    MOST_EXPECTED,
    MOST_QUESTIONS,
    QUESTION_LIMIT,
    TITLE_LIMIT,
    SurveyFacts,
)
from parkour.indicators.services.waves import MOST_LINKS
from parkour.organisation.models import Site

_l = gettext_lazy


class SurveyForm(AccessibleFormMixin, forms.Form):
    """A survey with six places for questions; those left empty are not asked."""

    version = forms.IntegerField(required=False, min_value=0, max_value=10**9, widget=forms.HiddenInput)
    title = forms.CharField(label=_l("Title"), max_length=TITLE_LIMIT)
    introduction = forms.CharField(
        label=_l("In a few words"),
        max_length=INTRODUCTION_LIMIT,
        required=False,
        help_text=_l("What the answers are for. Shown before the first question."),
    )
    audience = forms.ChoiceField(label=_l("Who is asked"), choices=Audience.choices, widget=forms.RadioSelect)
    stage = forms.ChoiceField(
        label=_l("Stage of the journey"),
        choices=[("", "—"), *Stage.choices],
        required=False,
        help_text=_l(
            "People are asked automatically, from the day of their hiring; for a return or a leaving, name them in the "
            "wave."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for place in range(1, MOST_QUESTIONS + 1):
            self.fields[f"text_{place}"] = forms.CharField(
                label=_("Question %(number)s") % {"number": place}, max_length=QUESTION_LIMIT, required=False
            )
            self.fields[f"kind_{place}"] = forms.ChoiceField(
                label=_("How question %(number)s is answered") % {"number": place}, choices=Kind.choices
            )
            self.fields[f"kind_{place}"].required = False

    def clean_version(self):
        return self.cleaned_data["version"] or 0

    def facts(self) -> SurveyFacts:
        said = self.cleaned_data
        places = range(1, MOST_QUESTIONS + 1)
        questions = [(said[f"kind_{place}"] or Kind.CSAT, said[f"text_{place}"]) for place in places]
        plain = {name: said[name] for name in ("title", "introduction", "audience", "stage")}
        return SurveyFacts(**plain, questions=questions)


def initial_of(survey: Survey) -> dict:
    known = {name: getattr(survey, name) for name in ("title", "introduction", "audience", "stage", "version")}
    for question in survey.questions.all():
        known |= {f"text_{question.place}": question.text, f"kind_{question.place}": question.kind}
    return known


class WaveForm(AccessibleFormMixin, forms.Form):
    opens_on = forms.DateField(label=_l("First day"))
    closes_on = forms.DateField(label=_l("Last day"))
    expected = forms.IntegerField(
        label=_l("Answers expected"),
        min_value=1,
        max_value=MOST_EXPECTED,
        help_text=_l("So many decide what the wave can show: the page of the wave says it."),
    )


class SheetsForm(AccessibleFormMixin, forms.Form):
    """Answers that were given elsewhere."""

    file = forms.FileField(
        label=_l("File"),
        help_text=_l("A CSV file or an Excel workbook (.xlsx), 5 MB at most: a row for each sheet of answers."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.xlsm"}),
        error_messages=dict.fromkeys(("required", "missing", "invalid"), _l("Choose the file to import."))
        | {"empty": _l("This file is empty: choose the one that holds the list.")},
    )
    opens_on = forms.DateField(label=_l("First day of the answers"))
    closes_on = forms.DateField(label=_l("Last day of the answers"))
    leave_out = forms.BooleanField(
        label=_l("Leave out the rows that cannot be taken"),
        required=False,
        help_text=_l("Without it, one such row keeps the whole file out, and you read which and why."),
    )


class InviteForm(AccessibleFormMixin, forms.Form):
    names = forms.CharField(
        label=_l("Who else is asked"),
        max_length=2_000,
        help_text=_l("Names or e-mail addresses, separated by commas."),
    )

    def clean_names(self):
        found, unknown = find_people(self.cleaned_data["names"])
        if unknown:
            sentence = _("Nobody, or several people, go by these names: %(names)s. Write the e-mail address.")
            raise ValidationError(sentence % {"names": ", ".join(unknown)})
        return found


class LinksForm(AccessibleFormMixin, forms.Form):
    count = forms.IntegerField(label=_l("How many links"), min_value=1, max_value=MOST_LINKS)
    site = forms.ModelChoiceField(
        label=_l("Site of these customers"), queryset=None, required=False, empty_label=_l("No site")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.all()


class AnswersForm(AccessibleFormMixin, forms.Form):
    """The questions of a survey, none of them compulsory."""

    def __init__(self, *args, questions, **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        for question in self.questions:
            self.fields[question.form_name] = _field_of(question, len(self.questions))

    def answers(self) -> dict:
        said = {question.place: self.cleaned_data.get(question.form_name, "") for question in self.questions}
        return {place: answer for place, answer in said.items() if answer not in {None, ""}}


class ContributionForm(AccessibleFormMixin, forms.Form):
    text = forms.CharField(
        label=_l("What becomes a contribution"),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_l("Take out what would name or show somebody: colleagues will read it, in your name."),
    )


def _field_of(question, count) -> forms.Field:
    label = _("%(place)s of %(count)s. %(question)s") % {
        "place": question.place,
        "count": count,
        "question": question.text,
    }
    ends = Kind(question.kind).ends
    if ends is None:
        area = forms.Textarea(attrs={"rows": 4})
        hint = _("Name nobody: your words are read as they are.")
        return forms.CharField(label=label, required=False, max_length=WORDS_LIMIT, widget=area, help_text=hint)
    least, most = ends
    says = dict(zip(ends, Kind(question.kind).says, strict=True))
    choices = [(n, f"{n} – {says[n]}" if n in says else str(n)) for n in range(least, most + 1)]
    return forms.TypedChoiceField(
        label=label, required=False, choices=choices, coerce=int, empty_value=None, widget=forms.RadioSelect
    )
