"""What is typed about minutes: words, objections, answers, corrections. Services judge; forms only read values."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from committee.forms import words as text
from committee.models import AgendaItem
from parkour.core.forms import AccessibleFormMixin

POINT = "point_"
FORM = "words"  # the id of the form, for the fields that stand beside their points


class PointTexts(forms.Form):
    """One text for each of `items`, which stands beside its point on the page and belongs to the form `FORM`."""

    def __init__(self, *args, items: Iterable[AgendaItem] = (), **kwargs):
        super().__init__(*args, **kwargs)
        for item in items:
            label = gettext("What was said about “%(title)s”") % {"title": item.subject}
            field = text(label, limit=20_000, rows=3, required=False)
            field.widget.attrs["form"] = FORM
            self.fields[f"{POINT}{item.pk}"] = field


class WordsForm(AccessibleFormMixin, PointTexts):
    """The words of the officer: one text for each of `items`, and one for the whole."""

    note = text(_("What else was said"), limit=20_000, rows=8, required=False)
    edition = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def written(self) -> dict:
        """What the service takes of it. A text that was not sent stays as it is."""
        data = self.cleaned_data
        sent = {name: text for name, text in data.items() if name in self.data}
        return {
            "note": sent.get("note"),
            "points": {int(name[len(POINT) :]): text for name, text in sent.items() if name.startswith(POINT)},
            "edition": data.get("edition"),
        }


class MinutesObjectionForm(AccessibleFormMixin, forms.Form):
    words = text(_("What is wrong in these minutes"), limit=5_000, rows=5)


class RefuseForm(AccessibleFormMixin, forms.Form):
    words = text(_("Why the minutes stay as they are"), limit=5_000, rows=5)


class CorrectForm(AccessibleFormMixin, forms.Form):
    item = forms.TypedChoiceField(label=_("What it is about"), coerce=int, empty_value=None, required=False)
    words = text(_("What is right"), limit=5_000, rows=4)
    reason = text(_("Why it is corrected"), limit=5_000, rows=3)
    decided_because = text(_("The reason of the decision, corrected"), limit=2_000, rows=3, required=False)
    due_on = forms.DateField(label=_("Its date, corrected"), required=False)

    def __init__(self, *args, items: Iterable[AgendaItem] = (), **kwargs):
        super().__init__(*args, **kwargs)
        points = [(item.pk, item.subject) for item in items]
        self.fields["item"].choices = [("", gettext("The minutes as a whole")), *points]


class DecidedFilterForm(AccessibleFormMixin, forms.Form):
    """What to look for among the decisions. A wrong value looks for nothing in particular."""

    q = forms.CharField(label=_("Words"), required=False, max_length=200)
    outcome = forms.ChoiceField(label=_("Outcome"), required=False)
    year = forms.TypedChoiceField(label=_("Year"), coerce=int, empty_value=None, required=False)
    owner = forms.TypedChoiceField(label=_("Carried out by"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args, outcomes=(), years=(), owners=(), **kwargs):
        super().__init__(*args, **kwargs)
        every = [("", gettext("All"))]
        self.fields["outcome"].choices = [*every, *outcomes]
        self.fields["year"].choices = [*every, *((year, str(year)) for year in years)]
        self.fields["owner"].choices = [*every, *owners]
