"""What somebody else says, typed for them; and the answer that was said to them aloud."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _l

from ideas.enums import SPOKEN
from ideas.forms.author import checked, key_of
from ideas.forms.fields import PersonField
from ideas.forms.files import WithFiles
from ideas.services.captures import NAME_LIMIT, REPLY_LIMIT, Spoken
from ideas.validators import clean_text, validate_problem
from parkour.core import clock
from parkour.core.forms import AccessibleFormMixin
from parkour.core.keys import LONGEST_NUMBER
from parkour.organisation.models import Site

KEPT = ("origin", "site", "said_on")  # from one card to the next


class CaptureForm(AccessibleFormMixin, WithFiles):
    """Occasion, place and day first: they stay the same from one card to the next."""

    origin = forms.ChoiceField(
        label=_l("On which occasion"),
        choices=[(origin.value, origin.label) for origin in SPOKEN],
        initial=SPOKEN[0].value,
        widget=forms.RadioSelect,
    )
    site = forms.ModelChoiceField(
        label=_l("Where"),
        queryset=Site.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_l("Not chosen yet"),
        help_text=_l("Left empty, it is the site of the colleague you name."),
    )
    said_on = forms.DateField(label=_l("Which day"))
    person = PersonField(
        label=_l("A colleague says it"),
        help_text=_l("A name or an e-mail address. They are its author: told at once, and answered."),
        required=False,
    )
    said_by = forms.CharField(
        label=_l("Or somebody without an account"),
        max_length=NAME_LIMIT,
        required=False,
        help_text=_l("The officer alone reads this name. Leave both empty for a card without a name."),
    )
    hides_name = forms.BooleanField(label=_l("They do not want their colleagues to read their name"), required=False)
    problem_text = forms.CharField(
        label=_l("What happens?"),
        help_text=_l("In their words, as they say it or as the card says it."),
        error_messages={"required": _l("Say what happens, in ten characters or more.")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    change_text = forms.CharField(
        label=_l("What would they change?"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    client_uuid = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.all()
        self.initial.setdefault("client_uuid", str(uuid.uuid4()))
        self.initial.setdefault("said_on", clock.today())

    def clean_problem_text(self):
        return checked(validate_problem, self.cleaned_data["problem_text"])

    def clean_change_text(self):
        return checked(clean_text, self.cleaned_data["change_text"], "change_text")

    def clean_client_uuid(self):
        """A key that is no key is replaced: what was typed matters more."""
        return key_of(self.cleaned_data["client_uuid"]) or uuid.uuid4()

    def renew_key(self):
        """A fresh key for the page shown again: nothing was made with the former one."""
        self.data = self.data.copy()
        self.data[self.add_prefix("client_uuid")] = str(uuid.uuid4())

    def spoken(self) -> Spoken:
        known = {name: value for name, value in self.cleaned_data.items() if name != "new_files"}
        return Spoken(**known)


class SaidForm(AccessibleFormMixin, forms.Form):
    """Which answer was said, when and by whom; what they replied, when it was a question."""

    answer = forms.IntegerField(min_value=1, max_value=10**LONGEST_NUMBER - 1, widget=forms.HiddenInput)
    said_on = forms.DateField(label=_l("Said on"))
    said_by = PersonField(label=_l("Said by"))
    reply = forms.CharField(
        label=_l("What they replied"),
        help_text=_l("Their reply to your question, in their words: it goes back under review."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, asked=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not asked:
            del self.fields["reply"]

    def clean_reply(self):
        return checked(clean_text, self.cleaned_data["reply"], "reply", limit=REPLY_LIMIT)
