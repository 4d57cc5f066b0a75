from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ideas.enums import SENSITIVE_CHANNELS, Channel, Outcome, ReasonCode

# What a reason belongs to, besides its outcome; what is passed on in confidence is counted nowhere.
CODES = {
    Outcome.DECLINE: dict(ReasonCode.choices),
    Outcome.REDIRECT: {code: label for code, label in Channel.choices if code not in SENSITIVE_CHANNELS},
    Outcome.PARK: {"": ""},
    Outcome.ANSWER: {"": ""},
}
KNOWN = Q(outcome__in=[Outcome.PARK, Outcome.ANSWER], code="")
KNOWN |= Q(outcome=Outcome.DECLINE, code__in=list(CODES[Outcome.DECLINE]))
KNOWN |= Q(outcome=Outcome.REDIRECT, code__in=list(CODES[Outcome.REDIRECT]))


class Reason(models.Model):
    """A reason of the desk for an outcome, with its words in both languages. Out of use it stays: it is counted."""

    outcome = models.CharField(_("outcome"), max_length=20, choices=[(one, one.label) for one in CODES])
    code = models.CharField(_("belongs to"), max_length=20, blank=True)
    name = models.CharField(_("name"), max_length=80)
    text_fr = models.TextField(_("words in French"))
    text_en = models.TextField(_("words in English"))
    is_active = models.BooleanField(_("in use"), default=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by"))
    changed_at = models.DateTimeField(_("changed on"))
    version = models.PositiveIntegerField(_("version"), default=1)

    class Meta:
        verbose_name = _("reason")
        verbose_name_plural = _("reasons")
        ordering = ["outcome", "code", "name", "pk"]
        constraints = [
            models.CheckConstraint(condition=KNOWN, name="reason_belongs_to_its_outcome"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(text_fr="") & ~Q(text_en=""), name="reason_has_name_and_words"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def code_label(self):
        """The label of what it belongs to, "" where its outcome has no codes."""
        return CODES[Outcome(self.outcome)].get(self.code, "")

    def goes_with(self, outcome, code):
        """Whether an answer with this outcome, and this reason code or channel ("" for none), may give it."""
        return (self.outcome, self.code) == (outcome, code or "")
