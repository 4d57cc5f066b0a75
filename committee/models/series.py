from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from committee.recurrence import HOUSE, Rule, read_rrule
from parkour.core.dates import dated


class SessionRule(models.Model):
    """The rule by which the sessions of the committee are planned. One row at most."""

    rrule = models.CharField(_("rule"), max_length=60, default=HOUSE.rrule)
    month = models.PositiveSmallIntegerField(_("month that differs"), null=True, blank=True)
    month_week = models.SmallIntegerField(_("week in that month"), default=1)
    first_on = models.DateField(_("from"))
    starts_at = models.TimeField(_("starts at"), default=time(14))
    duration = models.PositiveSmallIntegerField(_("duration (minutes)"), default=150)
    active = models.BooleanField(_("sessions are planned by it"), default=True)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    changed_at = models.DateTimeField(_("changed on"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("changed by")
    )
    only = models.BooleanField(default=True, editable=False)

    class Meta:
        verbose_name = _("rule of the calendar")
        verbose_name_plural = _("rules of the calendar")
        constraints = [
            models.UniqueConstraint(fields=["only"], name="session_rule_is_one"),
            models.CheckConstraint(condition=Q(only=True), name="session_rule_is_the_only_one"),
            models.CheckConstraint(condition=Q(duration__gte=30, duration__lte=480), name="session_rule_lasts"),
            models.CheckConstraint(condition=Q(month=None) | Q(month__gte=1, month__lte=12), name="session_rule_month"),
            models.CheckConstraint(condition=Q(month_week__in=[1, 2, 3, 4, -1]), name="session_rule_week"),
        ]

    def __str__(self):
        return self.rrule

    @property
    def rule(self) -> Rule:
        every, week, weekday = read_rrule(self.rrule)
        return Rule(
            every=every,
            week=week,
            weekday=weekday,
            month=self.month,
            month_week=self.month_week,
            first=self.first_on,
            starts_at=self.starts_at,
            minutes=self.duration,
        )


class SessionException(models.Model):
    """A day of the rule on which there is no session, or that has its session on another day."""

    wanted = models.DateField(_("day of the rule"), unique=True)
    day = models.DateField(_("held on"), null=True, blank=True)
    reason = models.CharField(_("why"), max_length=200, blank=True)
    at = models.DateTimeField(_("on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("exception of the calendar")
        verbose_name_plural = _("exceptions of the calendar")
        ordering = ["wanted"]

    def __str__(self):
        return dated(self.wanted)
