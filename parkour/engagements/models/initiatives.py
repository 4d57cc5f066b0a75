"""Gestures that somebody made for a customer or a colleague without asking first, told afterwards."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parkour.engagements.models.engagements import _by
from parkour.indicators.models import Attention
from parkour.organisation.models import Team

GESTURE_LIMIT = 200


class Initiative(models.Model):
    """One gesture. Nobody approves it: what it cost is watched afterwards. Written by `services.initiatives`."""

    key = models.UUIDField(_("key of the form"), default=uuid.uuid4, unique=True, editable=False)
    by = _by(_("made by"))
    # As it was on that day: teams change.
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("team"))
    on = models.DateField(_("day"))
    attention = models.CharField(_("for whom"), max_length=9, choices=Attention.choices)
    words = models.CharField(_("gesture"), max_length=GESTURE_LIMIT)
    amount = models.DecimalField(_("what it cost (€)"), max_digits=8, decimal_places=2, default=0)
    noted_at = models.DateTimeField(_("noted on"))
    taken_back_at = models.DateTimeField(_("taken back on"), null=True, blank=True)

    class Meta:
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="initiative_says_what"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="initiative_costs_nothing_or_more"),
            models.CheckConstraint(condition=Q(attention__in=Attention.values), name="initiative_for_whom_is_known"),
        ]
        indexes = [
            models.Index(fields=["on"], condition=Q(taken_back_at=None), name="initiative_by_day"),
            models.Index(fields=["by", "-id"], condition=Q(taken_back_at=None), name="initiative_of_a_person"),
        ]

    def __str__(self):
        return self.words
