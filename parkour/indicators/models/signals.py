from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parkour.indicators.models.indicators import OfSeries


class ToldSignal(OfSeries):
    """Until which period somebody was told that a series leaves its ordinary variation, upwards (1) or downwards (-1).

    What goes on from there is no news; what begins after a point of ordinary variation is.
    """

    side = models.SmallIntegerField(_("side"))
    until = models.DateField(_("told until"))

    class Meta:
        verbose_name = _("signal told")
        verbose_name_plural = _("signals told")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "reason", "site", "side"], nulls_distinct=False, name="signal_told_once"
            ),
            models.CheckConstraint(condition=Q(side__in=[-1, 1]), name="signal_has_a_side"),
        ]

    def __str__(self):
        return f"{self.indicator_id}, {self.until}"


class SignalWeek(models.Model):
    """A week whose new signals were told: the clock comes often, people are told on Mondays."""

    monday = models.DateField(_("Monday"), primary_key=True)

    class Meta:
        verbose_name = _("week of signals")
        verbose_name_plural = _("weeks of signals")
        ordering = ["-monday"]

    def __str__(self):
        return str(self.monday)
