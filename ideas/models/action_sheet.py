from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ideas.enums import NextStep
from ideas.models.action import Action


class ActionSheet(models.Model):
    """One page on an action: where one stands, where one wants to be, why, what is tried, what it showed.

    What the action knows already (who, until when, sites, pilot, effect, gains) is read from it, not written twice.
    """

    action = models.OneToOneField(Action, models.CASCADE, related_name="sheet", verbose_name=_("action"))
    situation = models.TextField(_("situation today"), blank=True)
    target = models.CharField(_("target"), max_length=300, blank=True)
    target_on = models.DateField(_("target reached on"), null=True, blank=True)
    causes = models.TextField(_("probable cause"), blank=True)
    countermeasure = models.TextField(_("what is tried"), blank=True)
    side_effects = models.TextField(_("unintended effects"), blank=True)
    next_step = models.CharField(_("what comes next"), max_length=10, choices=NextStep.choices, blank=True)
    next_words = models.CharField(_("what comes next, in words"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by"))
    at = models.DateTimeField(_("written on"))
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        verbose_name = _("sheet of an action")
        verbose_name_plural = _("sheets of actions")
        constraints = [
            models.CheckConstraint(
                condition=Q(next_step__in=["", *NextStep.values]), name="action_sheet_next_is_known"
            ),
            models.CheckConstraint(condition=~Q(next_step="") | Q(next_words=""), name="action_sheet_words_of_a_step"),
        ]

    def __str__(self):
        return self.target[:60]
