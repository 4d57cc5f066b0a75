"""What authors type: the three questions of the form, and their words afterwards."""

import uuid
from dataclasses import asdict, fields

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas.enums import Visibility
from ideas.forms.files import WithFiles
from ideas.selectors import files_of_draft
from ideas.services.drafts import LIMITS, DraftWords, words_of
from ideas.services.submission import Submission, find_people
from ideas.validators import clean_text, validate_problem
from parkour.core.exceptions import InvalidInput
from parkour.core.forms import AccessibleFormMixin

ME, GROUP, HIDDEN = "me", "group", "hidden"
TEXT_ADVICE = 600
MESSAGE_LIMIT = 5000
GROUP_LIMIT = 300
NAMES_LIMIT = 2000
WORDS_OF_A_DRAFT = tuple(field.name for field in fields(DraftWords))


def key_of(text) -> uuid.UUID | None:
    """The key that a hidden field holds; None for what is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def version_of(text) -> int:
    """The version that a hidden field holds; 0, which no draft has, for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _code(text, limit):
    return text if len(text) <= limit else ""


def checked(validate, *args, **kwargs):
    """Ask the validator of the service; its refusal becomes the field's."""
    try:
        return validate(*args, **kwargs)
    except InvalidInput as error:
        raise ValidationError(error.message) from error


class IdeaForm(AccessibleFormMixin, WithFiles):
    """What happens, what would change, who speaks. The kind, the title and the place are never asked."""

    problem_text = forms.CharField(
        label=gettext_lazy("What happens?"),
        help_text=gettext_lazy("Tell it as you would to a colleague. Two sentences are enough; you can also dictate."),
        error_messages={"required": gettext_lazy("Say what happens, in ten characters or more.")},
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    change_text = forms.CharField(
        label=gettext_lazy("What would you change?"),
        help_text=gettext_lazy("Leave it empty if you do not know: what you noticed is already useful."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    speaker = forms.ChoiceField(
        label=gettext_lazy("Who speaks?"),
        choices=[
            (ME, gettext_lazy("I do, with my name")),
            (GROUP, gettext_lazy("Our group")),
            (HIDDEN, gettext_lazy("I do, and my colleagues do not see my name")),
        ],
        initial=ME,
        widget=forms.RadioSelect,
    )
    group_names = forms.CharField(label=gettext_lazy("Name of your group"), required=False)
    colleagues = forms.CharField(
        label=gettext_lazy("Colleagues who say it with you"),
        help_text=gettext_lazy("Names or e-mail addresses, separated by commas. They follow it too."),
        max_length=NAMES_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    keep_unknown = forms.BooleanField(
        label=gettext_lazy("Send it anyway: the names that were not found are kept as text"), required=False
    )
    # The codes of the address by which one came: kept with the words, on the phone too.
    campaign = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))
    site = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))
    client_uuid = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))
    draft = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))
    draft_version = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("client_uuid", "draft"):
            self.initial.setdefault(name, str(uuid.uuid4()))
        self.initial.setdefault("draft_version", 0)
        self.not_found = []

    def clean_problem_text(self):
        return checked(validate_problem, self.cleaned_data["problem_text"])

    def clean_change_text(self):
        return checked(clean_text, self.cleaned_data["change_text"], "change_text")

    def clean_campaign(self):
        """A code too long to be one is none: the person's text matters more."""
        return _code(self.cleaned_data["campaign"], LIMITS["campaign"])

    def clean_site(self):
        return _code(self.cleaned_data["site"], LIMITS["site"])

    def clean_client_uuid(self):
        """A key that is no key is replaced: the person's text matters more."""
        return key_of(self.cleaned_data["client_uuid"]) or uuid.uuid4()

    def clean_draft(self):
        return key_of(self.cleaned_data["draft"])

    def clean_draft_version(self):
        return version_of(self.cleaned_data["draft_version"])

    def clean(self):
        cleaned = super().clean()
        cleaned["people"] = []
        if cleaned.get("speaker") == GROUP and not self.errors.keys() & {"group_names", "colleagues"}:
            self._clean_group(cleaned)
        return cleaned

    def _clean_group(self, cleaned):
        cleaned["people"], self.not_found = find_people(cleaned["colleagues"], by=self.uploader)
        group = [cleaned["group_names"].strip()] if cleaned["group_names"].strip() else []
        if self.not_found and cleaned["keep_unknown"]:
            group += self.not_found
        elif self.not_found:
            self.add_error(
                "colleagues",
                _("Nobody was found under: %(names)s. Check the spelling, or tick the box below.")
                % {"names": ", ".join(self.not_found)},
            )
        elif not group and not cleaned["people"]:
            self.add_error("group_names", _("Name your group, or at least one colleague."))
        cleaned["group_names"] = ", ".join(group)
        try:
            clean_text(cleaned["group_names"], "group_names", limit=GROUP_LIMIT)
        except InvalidInput as error:
            self.add_error("group_names", error.message)

    def renew_key(self):
        """A fresh key for the page shown again: nothing was made with the former one."""
        self.data = self.data.copy()
        self.data[self.add_prefix("client_uuid")] = str(uuid.uuid4())

    def know(self, draft):
        """The page shown again holds this version of the draft too, and its files: saving it again is a choice."""
        self.data = self.data.copy()
        self.data[self.add_prefix("draft_version")] = str(draft.version)
        self.also_keep(files_of_draft(draft.person, draft.key))

    def submission(self) -> Submission:
        """What the service receives; only the fields above can reach it."""
        data = self.cleaned_data
        group = data["speaker"] == GROUP
        return Submission(
            problem_text=data["problem_text"],
            change_text=data["change_text"],
            client_uuid=data["client_uuid"],
            visibility=Visibility.NAME_HIDDEN if data["speaker"] == HIDDEN else Visibility.PUBLIC,
            group_names=data["group_names"] if group else "",
            coauthors=tuple(data["people"]) if group else (),
            draft=data["draft"] if data["draft_version"] else None,
            files=data["files"],
            campaign=data["campaign"],
            site=data["site"],
        )


class LaterForm(IdeaForm):
    """The same form, to be finished later: whatever is filled in is kept as it is."""

    problem_text = forms.CharField(
        label=gettext_lazy("What happens?"), required=False, widget=IdeaForm.base_fields["problem_text"].widget
    )
    speaker = forms.ChoiceField(
        label=IdeaForm.base_fields["speaker"].label,
        choices=IdeaForm.base_fields["speaker"].choices,
        required=False,
        widget=forms.RadioSelect,
    )

    def clean_problem_text(self):
        return checked(clean_text, self.cleaned_data["problem_text"], "problem_text")

    def clean(self):
        return forms.Form.clean(self)

    def words(self) -> DraftWords:
        return DraftWords(**{name: self.cleaned_data[name] for name in WORDS_OF_A_DRAFT})


class ForgetForm(AccessibleFormMixin, WithFiles):
    """The keys of the files that go with the words."""


def initial_of(draft) -> dict:
    """The fields of the form as this draft fills them in, its files too."""
    files = [str(file.key) for file in files_of_draft(draft.person, draft.key)]
    known = {"draft": str(draft.key), "draft_version": draft.version, "files": files}
    return {name: text for name, text in asdict(words_of(draft)).items() if text} | known


class WordsForm(AccessibleFormMixin, forms.Form):
    """A few words about an idea; each use says what they are for."""

    body = forms.CharField(label=gettext_lazy("Your message"), widget=forms.Textarea(attrs={"rows": 5}))
    limit = MESSAGE_LIMIT

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].max_length = self.limit

    def clean_body(self):
        return checked(clean_text, self.cleaned_data["body"], "body", limit=self.limit)


class AnswerForm(WordsForm):
    body = forms.CharField(label=gettext_lazy("Your answer"), widget=forms.Textarea(attrs={"rows": 5}))


class AppealForm(WordsForm):
    body = forms.CharField(
        label=gettext_lazy("What should be looked at again?"),
        help_text=gettext_lazy("A fact that was missing, or a point that was not understood."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class DisputeForm(WordsForm):
    limit = 2000
    body = forms.CharField(label=gettext_lazy("What is missing?"), widget=forms.Textarea(attrs={"rows": 4}))


class WantedForm(AccessibleFormMixin, forms.Form):
    """It is right; a word more is welcome."""

    words = forms.CharField(
        label=gettext_lazy("A word to those who did it"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Owner and officer read it."),
    )


class WithdrawForm(AccessibleFormMixin, forms.Form):
    """Nothing to type: the page asks once."""


YES, NO = "yes", "no"


class AnswerOnlyForm(AccessibleFormMixin, forms.Form):
    """A yes or a no, without a reason."""

    answer = forms.ChoiceField(
        choices=[(YES, YES), (NO, NO)],
        widget=forms.HiddenInput,
        error_messages={
            "required": gettext_lazy("Say yes or no."),
            "invalid_choice": gettext_lazy("Say yes or no."),
        },
    )


class YesOrNoForm(AnswerOnlyForm):
    """The answer of somebody who is asked to carry it out: the button says yes or no; a no comes with its reason."""

    reason = forms.CharField(
        label=gettext_lazy("If you say no, why?"),
        help_text=gettext_lazy("One sentence helps to find somebody else, or another way."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_reason(self):
        return checked(clean_text, self.cleaned_data["reason"], "reason", limit=2000)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("answer") == NO and "reason" not in self.errors and not cleaned.get("reason"):
            self.add_error("reason", _("Say in one sentence why not."))
        return cleaned
