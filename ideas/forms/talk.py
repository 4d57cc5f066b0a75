"""What one says about a contribution of the board, and what readers and the officer say about that."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy

from ideas.enums import ReportReason
from ideas.forms.author import WordsForm
from ideas.services.comments import COMMENT_LIMIT, REASON_LIMIT
from parkour.core.forms import AccessibleFormMixin


class EditCommentForm(WordsForm):
    limit = COMMENT_LIMIT
    body = forms.CharField(
        label=gettext_lazy("Your comment"),
        help_text=gettext_lazy("Every colleague reads it, with your name. Do not name a client or a patient."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CommentForm(EditCommentForm):
    """The key of the form makes two taps one comment."""

    key = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", str(uuid.uuid4()))

    def clean_key(self):
        """A key that is no key is replaced: the person's text matters more."""
        try:
            return uuid.UUID(self.cleaned_data["key"])
        except ValueError:
            return uuid.uuid4()


class ReportForm(AccessibleFormMixin, forms.Form):
    reason = forms.ChoiceField(
        label=gettext_lazy("What is wrong with it?"), choices=ReportReason.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=gettext_lazy("A word to the officer"),
        help_text=gettext_lazy("Nobody else reads it, and the writer does not learn who you are."),
        max_length=REASON_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class HideForm(AccessibleFormMixin, forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why is it hidden?"),
        help_text=gettext_lazy("The writer reads this sentence."),
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
