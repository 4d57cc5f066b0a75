"""Fields that name a colleague, a contribution or a level, and answer in sentences."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas.models import Idea
from ideas.services.submission import find_people

DOES_NOT_APPLY = "na"
NAME_LIMIT, REFERENCE_LIMIT = 254, 40


class PersonField(forms.CharField):
    """A colleague, by full name or e-mail; works without JavaScript, with suggestions where there are any."""

    default_error_messages = {
        "unknown": gettext_lazy("Nobody here is called “%(name)s”. Pick a colleague from the list, or type an e-mail."),
        "several": gettext_lazy("Name one person only."),
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
        if unknown:
            raise ValidationError(self.error_messages["unknown"], code="unknown", params={"name": unknown[0]})
        if len(found) != 1:
            raise ValidationError(self.error_messages["several"], code="several")
        return found[0]


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
