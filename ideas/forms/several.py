"""The facts of one outcome for several contributions, and the words they share."""

from django import forms
from django.utils.translation import gettext_lazy as _l

from ideas.enums import Outcome
from ideas.forms.officer import OutcomeForm, outcome_form

# What may be decided of several at once; the others are looked at one by one.
TOGETHER = (Outcome.ANSWER, Outcome.ASK, Outcome.MERGE, Outcome.PARK, Outcome.REDIRECT, Outcome.DECLINE)
NEEDS_WORDS = {Outcome.ANSWER, Outcome.ASK, Outcome.PARK, Outcome.DECLINE}


def several_form(outcome) -> type[OutcomeForm]:
    """The form of an outcome, with the shared words in place of one answer."""
    words = forms.CharField(
        label=_l("Your words, the same for all"),
        max_length=3000,
        error_messages={"required": _l("Write your words: each answer has a place for them.")},
        widget=forms.Textarea({"rows": 4}),
        help_text=_l("They stand where each answer waits for them. You read each answer over before it is sent."),
    )
    facts = {"words": words} if outcome in NEEDS_WORDS else {}
    return type("SeveralForm", (outcome_form(outcome),), {"message": None, **facts})
