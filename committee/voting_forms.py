"""What is typed to open a vote, to vote and to follow it up. Services judge; forms only read values."""

import uuid

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from committee.counts import Base, Combination
from committee.enums import Choice, CollegeCode, VoteMethod
from committee.forms import words
from committee.methods.rules import NAVETTE
from ideas.enums import DecisionOutcome
from ideas.forms.fields import PersonField
from parkour.core.forms import AccessibleFormMixin

METHODS = {
    VoteMethod.YES_NO: _("each pole answers, by the rule chosen below"),
    VoteMethod.CONSENT_BLOCK: _(
        "all points of the lot at once, when nobody objects; one objection, and they are voted on"
    ),
    VoteMethod.APPROVAL: _(
        "everybody approves as many options as they like; the ones with the highest scores are retained"
    ),
    VoteMethod.MAJORITY_JUDGMENT: _(
        "everybody grades every variant from “excellent” to “to reject”; the best is retained"
    ),
    VoteMethod.CONSENT: _("adopted when nobody objects; objections are worked into the proposal, which is asked again"),
    VoteMethod.DOT: _("three dots to share out among the options; nothing is decided by it"),
    VoteMethod.TEMPERATURE: _("a degree from 0 (cold) to 5 (warm); nothing is decided by it"),
}
MAJORITIES = {
    "simple": _("more votes for than against"),
    "3/5": _("at least three fifths for"),
    "2/3": _("at least two thirds for"),
    "3/4": _("at least three quarters for"),
    "1/1": _("everybody for"),
}
BASES = {
    Base.EXPRESSED: _("of the votes for or against"),
    Base.PRESENT: _("of the members present"),
    Base.ENROLLED: _("of the members entitled to vote"),
}
COMBINATIONS = {
    Combination.DOUBLE_MAJORITY: _("each pole must adopt it"),
    Combination.EQUAL_WEIGHT: _("each pole weighs the same, whatever its size"),
    Combination.POOLED: _("all votes are counted together"),
    Combination.LEAD_COLLEGE: _("one pole decides, the other one gives its opinion"),
}


def _select(label, choices, **options):
    return forms.ChoiceField(label=label, choices=list(choices), required=False, **options)


class OpenPollForm(AccessibleFormMixin, forms.Form):
    """Nothing filled in: by the usual method of the point, hidden, by the usual rule, without a time limit."""

    method = _select(
        _("How the committee answers"),
        [(method, format_lazy("{}{} {}", method.label, _(":"), text)) for method, text in METHODS.items()],
        widget=forms.RadioSelect,
        initial=VoteMethod.YES_NO,
    )
    options = forms.CharField(
        label=_("Options or variants, one per line"),
        max_length=5000,
        required=False,
        help_text=_("For approval, majority judgment and dots: 2 to 20."),
        widget=forms.Textarea({"rows": 4}),
    )
    choose = forms.IntegerField(
        label=_("How many are retained at most"),
        required=False,
        help_text=_("For approval; 1 when left empty."),
        error_messages={"invalid": _("Type a whole number.")},
        widget=forms.NumberInput({"inputmode": "numeric", "data-short": True}),
    )
    majority = _select(_("Majority asked for"), MAJORITIES.items(), initial="simple", help_text=_("For or against."))
    base = _select(_("Counted on"), BASES.items(), initial=Base.EXPRESSED)
    combination = _select(_("How the poles make one answer"), COMBINATIONS.items(), initial=Combination.DOUBLE_MAJORITY)
    lead = _select(_("The pole that decides, where one does"), CollegeCode.choices)
    casting_vote = _select(
        _("Where votes are equal in a pole"),
        [("yes", _("its president’s vote settles it")), ("no", _("it stays a tie: a second vote"))],
        initial="yes",
    )
    visibility = _select(
        _("What is shown after the vote"),
        [
            ("hidden", _("Only the counts are shown")),
            ("named", _("Who voted what is in the minutes")),
            ("secret", _("Secret: ballots are sealed, final, and destroyed once counted")),
        ],
        initial="hidden",
        help_text=_(
            "A unanimous secret vote tells what everybody voted; below five ballots in a pole, only sums are told."
        ),
        widget=forms.RadioSelect,
    )
    minutes = forms.IntegerField(
        label=_("Closes by itself after (minutes)"),
        required=False,
        help_text=_("Left empty, you close it yourself."),
        error_messages={"invalid": _("Type a whole number of minutes.")},
        widget=forms.NumberInput({"inputmode": "numeric", "data-short": True}),
    )

    def __init__(self, *args, lot: bool = True, returns: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if not lot:
            self.fields["method"].choices = [row for row in self.fields["method"].choices if row[0] != "consent_block"]
        if returns:
            self.fields["combination"].initial, self.fields["majority"].initial = NAVETTE["combination"], "2/3"

    def asked(self) -> dict:
        """What `open_poll` takes: a choice that was not made is left out of the rule."""
        sent = self.cleaned_data
        rules = {name: sent[name] for name in ("base", "combination", "choose") if sent[name]}
        if sent["combination"] == Combination.LEAD_COLLEGE:
            rules["lead"] = sent["lead"]
        if sent["majority"]:
            share = sent["majority"]
            rules |= {"majority": "simple"} if share == "simple" else {"majority": "qualified", "share": share}
        if sent["casting_vote"]:
            rules["casting_vote"] = sent["casting_vote"] == "yes"
        method = sent["method"] or None
        return {
            "method": method,
            "options": sent["options"].splitlines() if method in _WITH_LINES else (),
            "rules": rules,
            "visibility": sent["visibility"] or "hidden",
            "minutes": sent["minutes"],
        }


class OpenPreparedForm(AccessibleFormMixin, forms.Form):
    """A prepared vote is opened as the room has read it."""

    minutes = forms.IntegerField(
        label=_("Closes by itself after (minutes)"),
        required=False,
        help_text=_("Left empty, you close it yourself."),
        error_messages={"invalid": _("Type a whole number of minutes.")},
        widget=forms.NumberInput({"inputmode": "numeric", "data-short": True}),
    )


_WITH_LINES = frozenset({VoteMethod.APPROVAL, VoteMethod.MAJORITY_JUDGMENT, VoteMethod.DOT})


class VoteForm(AccessibleFormMixin, forms.Form):
    """One ballot. `key` is the click's own: the same click sent twice counts once.

    `method` is the one of the page: it says which fields to read; the service knows the one of the vote.
    """

    choice = forms.ChoiceField(
        label=_("Your vote"),
        choices=Choice.choices,
        required=False,
        error_messages={"invalid_choice": _("Choose your vote first.")},
    )
    method = forms.ChoiceField(choices=VoteMethod.choices, required=False, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    by_proxy = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self):
        sent = super().clean()
        read = _READ.get(sent.pop("method", ""))
        if read is None and not sent.get("choice") and "choice" not in self.errors:
            self.add_error("choice", gettext("Choose your vote first."))
        elif read is not None:
            sent |= {"choice": "", "answer": read(self.data)}
        return sent


def _number(text):
    """A whole number as it was chosen, None for none; what is neither is left for the service to refuse."""
    text = text or ""
    return None if not text else int(text) if text.isascii() and text.isdigit() and len(text) < 4 else text  # noqa: RUF100


def _numbered(data, name: str) -> list:
    """name_1, name_2, … as far as they go, by the number of options of the page."""
    total = _number(data.get("options"))
    return [_number(data.get(f"{name}_{place}")) for place in range(1, total + 1)] if isinstance(total, int) else []


_READ = {
    VoteMethod.APPROVAL: lambda data: {"approved": [_number(text) for text in data.getlist("approved")]},
    VoteMethod.MAJORITY_JUDGMENT: lambda data: {"grades": _numbered(data, "grade")},
    VoteMethod.CONSENT: lambda data: {"stance": data.get("stance", ""), "words": data.get("words", "")},
    VoteMethod.DOT: lambda data: {"dots": [number or 0 for number in _numbered(data, "dots")]},
    VoteMethod.TEMPERATURE: lambda data: {"degree": _number(data.get("degree"))},
}


class NextVoteForm(AccessibleFormMixin, forms.Form):
    """The proposal as it is amended after objections; without any, nothing is typed."""

    proposal = words(_("The proposal as it is amended"), rows=4, required=False)


class ToWorkshopForm(AccessibleFormMixin, forms.Form):
    reason = words(_("What the workshop has to settle"), help_text=_("The author reads it."), rows=3)


class LotForm(AccessibleFormMixin, forms.Form):
    """One reason for the lot, and what each point needs by its own outcome."""

    reason = words(_("The reason, in one or two sentences"), help_text=_("The authors and all colleagues read it."))

    def __init__(self, *args, points, **kwargs):
        """`points`: [(point, outcome)]."""
        super().__init__(*args, **kwargs)
        self.points = [point for point, _outcome in points]
        for point, outcome in points:
            if outcome == DecisionOutcome.APPROVED:
                label = gettext("Who carries out “%(title)s”") % {"title": point.subject}
                self.fields[f"owner_{point.pk}"] = PersonField(label=label)
                label = gettext("“%(title)s”: done by") % {"title": point.subject}
                self.fields[f"due_on_{point.pk}"] = forms.DateField(label=label)
            elif outcome == DecisionOutcome.RECOMMENDED:
                label = gettext("“%(title)s”: the direction answers by") % {"title": point.subject}
                self.fields[f"due_on_{point.pk}"] = forms.DateField(label=label)

    def promises(self) -> dict:
        sent = self.cleaned_data
        return {point.pk: (sent.get(f"owner_{point.pk}"), sent.get(f"due_on_{point.pk}")) for point in self.points}
