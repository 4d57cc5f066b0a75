"""Fields that name a colleague, a contribution or a level, and answer in sentences."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas.models import Idea
from ideas.services.submission import find_people, people_like

DOES_NOT_APPLY = "na"
SOME = 5  # names told at most
NAME_LIMIT, REFERENCE_LIMIT = 254, 40


class PersonField(forms.CharField):
    """A colleague, by full name or e-mail; works without JavaScript, with suggestions where there are any."""

    default_error_messages = {
        "unknown": gettext_lazy("Nobody here is called “%(name)s”. Pick a colleague from the list, or type an e-mail."),
        "several": gettext_lazy("Name one person only."),
        "which": gettext_lazy("Several colleagues could be “%(name)s”: %(people)s. Write the name in full."),
    }

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", gettext_lazy("Type a name or an e-mail address."))
        super().__init__(**{"max_length": NAME_LIMIT} | kwargs)
        self.widget.attrs |= {"list": "people", "autocomplete": "off"}

    def clean(self, value):
        name = super().clean(value)
        if not name:
            return None
        found, unknown = find_people(name)
        if not found and len(unknown) == 1:
            found, unknown = self._alike(unknown[0])
        if unknown:
            raise ValidationError(self.error_messages["unknown"], code="unknown", params={"name": unknown[0]})
        if len(found) != 1:
            raise ValidationError(self.error_messages["several"], code="several")
        return found[0]

    def _alike(self, name):
        """([the one colleague whose name holds these words], []) or ([], [name]); ValidationError for several."""
        people = people_like(name)
        if len(people) > 1:
            facts = {"name": name, "people": ", ".join(person.get_full_name() for person in people[:SOME])}
            raise ValidationError(self.error_messages["which"], code="which", params=facts)
        return (people, []) if people else ([], [name])


class ContributionField(forms.CharField):
    """Another contribution, by its reference. `viewer`, set by the form, must be allowed to read it."""

    viewer = None

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", gettext_lazy("Its reference, for example PKR-2026-0142."))
        super().__init__(**{"max_length": REFERENCE_LIMIT} | kwargs)
        self.widget.attrs |= {"list": "contributions", "autocomplete": "off", "autocapitalize": "characters"}

    def clean(self, value):
        reference = super().clean(value).upper()
        idea = Idea.objects.filter(reference=reference).first()
        if idea is None or not self.viewer.has_perm("ideas.view_idea", idea):
            raise ValidationError(_("No contribution has this reference. Check the year and the number."))
        return idea


class LevelField(forms.Field):
    """A level from 1 to 5, or None where the criterion does not apply ("na"). Whole numbers only."""

    default_error_messages = {
        "required": gettext_lazy("Give a level to “%(label)s”, or say that it does not apply."),
        "invalid": gettext_lazy("A level is a whole number from 1 to 5."),
    }

    def clean(self, value):
        value = str(value or "").strip()
        if value == DOES_NOT_APPLY:
            return None
        if not value:
            raise ValidationError(self.error_messages["required"], code="required", params={"label": self.label})
        if value not in {"1", "2", "3", "4", "5"}:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return int(value)
