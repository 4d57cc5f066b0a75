from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ideas.enums import GainKind, GainPer
from ideas.gains import COUNTED, say_amount, say_gain, say_proof
from ideas.models.action import Action


class Gain(models.Model):
    """What an action brings, of one kind: in words, with an amount for time and money. Estimated until measured."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="gains", verbose_name=_("action"))
    kind = models.CharField(_("kind"), max_length=7, choices=GainKind.choices)
    words = models.CharField(_("in words"), max_length=300)
    amount = models.DecimalField(_("amount"), max_digits=11, decimal_places=2, null=True, blank=True)
    per = models.CharField(_("period"), max_length=5, choices=GainPer.choices, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by"))
    at = models.DateTimeField(_("written on"))
    measured_how = models.CharField(_("how it was measured"), max_length=300, blank=True)
    measured_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("measured by")
    )
    measured_at = models.DateTimeField(_("measured on"), null=True, blank=True)

    class Meta:
        verbose_name = _("gain")
        verbose_name_plural = _("gains")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=GainKind.values), name="gain_kind_is_known"),
            models.CheckConstraint(condition=~Q(words=""), name="gain_has_its_words"),
            models.CheckConstraint(
                condition=Q(amount=None, per="")
                | Q(amount__gt=0, per__in=GainPer.values, kind__in=sorted(kind.value for kind in COUNTED)),
                name="gain_amount_has_its_period",
            ),
            models.CheckConstraint(
                condition=Q(measured_at=None, measured_by=None, measured_how="")
                | (Q(measured_at__isnull=False, measured_by__isnull=False) & ~Q(measured_how="")),
                name="gain_measured_by_somebody_somehow",
            ),
        ]

    def __str__(self):
        return self.words[:60]

    def get_absolute_url(self):
        return self.action.get_absolute_url()

    @property
    def said(self) -> str:
        """The amount with its period, "" where it is in words alone."""
        return say_amount(self.kind, self.amount, self.per)

    @property
    def proof(self) -> str:
        """« Estimated » until somebody has measured it."""
        return say_proof(self.measured_at is not None)

    def sentence(self, hidden) -> str:
        """The gain in a sentence, as whoever `hidden` is the veil of may read it."""
        return say_gain(self.kind, self.said, hidden.words(self.words))
