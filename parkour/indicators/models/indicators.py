"""Indicators: what is counted over what, by period, site and reason; what was changed; limits as they were locked."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parkour.organisation.models import Site

DIGITS, PLACES = 14, 3


class Unit(models.TextChoices):
    """How numerator and denominator are told together."""

    PERCENT = "percent", _("Share, in percent")
    PER_THOUSAND = "per_1000", _("Number per thousand")
    MEAN = "mean", _("Mean")

    @property
    def scale(self) -> int:
        return {Unit.PERCENT: 100, Unit.PER_THOUSAND: 1000}.get(self, 1)

    @property
    def sign(self) -> str:
        return {Unit.PERCENT: "%", Unit.PER_THOUSAND: "‰"}.get(self, "")


class Better(models.TextChoices):
    """Which way is the good one; the values are those of `claims.Direction`."""

    UP = "up", _("The higher the better")
    DOWN = "down", _("The lower the better")


class Period(models.TextChoices):
    WEEK = "week", pgettext_lazy("period of an indicator", "Week")
    MONTH = "month", pgettext_lazy("period of an indicator", "Month")


class Attention(models.TextChoices):
    """Whose attention it measures: both sides stand beside each other."""

    CUSTOMERS = "customers", _("Customers")
    EMPLOYEES = "employees", _("Employees")


class Indicator(models.Model):
    """One thing that is measured again and again. Written by `services.indicators` only."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    counted = models.CharField(_("what is counted"), max_length=120)
    among = models.CharField(_("among what"), max_length=120)
    unit = models.CharField(_("told as"), max_length=8, choices=Unit.choices)
    better = models.CharField(_("which way is better"), max_length=4, choices=Better.choices)
    target = models.DecimalField(_("target"), max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True)
    period = models.CharField(_("period"), max_length=5, choices=Period.choices)
    attention = models.CharField(_("about whom"), max_length=9, choices=Attention.choices)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=_("who enters it"),
    )
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="indicator_has_a_name"),
            models.CheckConstraint(condition=Q(unit__in=Unit.values), name="indicator_unit_is_known"),
            models.CheckConstraint(condition=Q(better__in=Better.values), name="indicator_direction_is_known"),
            models.CheckConstraint(condition=Q(period__in=Period.values), name="indicator_period_is_known"),
            models.CheckConstraint(condition=Q(attention__in=Attention.values), name="indicator_attention_is_known"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("indicators:indicator", args=[self.pk])


class Reason(models.Model):
    """Why customers complain, as a tree. One in use is closed, never deleted."""

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    name = models.CharField(_("name"), max_length=80)
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("reason of complaints")
        verbose_name_plural = _("reasons of complaints")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], nulls_distinct=False, name="reason_once_in_its_branch"),
            models.CheckConstraint(condition=~Q(name=""), name="complaint_reason_has_a_name"),
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("pk")), name="reason_is_not_its_own_parent"),
        ]

    def __str__(self):
        return self.name


class OfSeries(models.Model):
    """What belongs to one series: an indicator at a site (None: everywhere) for a reason (None: all of them)."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name=_("indicator"))
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("site"))
    reason = models.ForeignKey(
        Reason, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reason")
    )

    class Meta:
        abstract = True


class Measurement(OfSeries):
    """Two numbers of one period; a rate is never kept. Written by `services.measuring` only."""

    starts_on = models.DateField(_("first day of the period"))
    numerator = models.DecimalField(_("numerator"), max_digits=DIGITS, decimal_places=PLACES)
    denominator = models.DecimalField(_("denominator"), max_digits=DIGITS, decimal_places=PLACES)
    entered_at = models.DateTimeField(_("entered on"))
    file = models.ForeignKey(  # the last hand was this file; None: somebody typed it, or a machine sent it
        "MeasurementFile", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("file")
    )

    class Meta:
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "reason", "site", "starts_on"], nulls_distinct=False, name="measurement_once"
            ),
            models.CheckConstraint(condition=Q(denominator__gt=0), name="measurement_is_over_something"),
        ]

    def __str__(self):
        return f"{self.starts_on}: {self.numerator}/{self.denominator}"


class Change(models.Model):
    """Something was done that may show in a series: what a claim counts from."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="changes", verbose_name=_("indicator"))
    on = models.DateField(_("day"))
    sentence = models.CharField(_("what was changed"), max_length=200)
    idea = models.ForeignKey(
        "ideas.Idea", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("contribution")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded on"))

    class Meta:
        verbose_name = _("recorded change")
        verbose_name_plural = _("recorded changes")
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(sentence=""), name="change_says_what"),
            models.UniqueConstraint(fields=["indicator", "idea"], name="change_once_of_an_idea"),
        ]

    def __str__(self):
        return self.sentence


class Baseline(OfSeries):
    """Limits of a series from `first` on. Without numbers until twelve points are there; then they never move.

    The first one comes by itself; each other one is a rebase, by somebody, from a recorded change, with a reason.
    """

    first = models.DateField(_("first period"))
    last = models.DateField(_("last period"), null=True, blank=True)
    mean = models.FloatField(_("mean"), null=True, blank=True)
    mean_range = models.FloatField(_("mean moving range"), null=True, blank=True)
    locked_at = models.DateTimeField(_("locked on"), null=True, blank=True)
    change = models.ForeignKey(
        Change, models.PROTECT, null=True, blank=True, related_name="baselines", verbose_name=_("recorded change")
    )
    why = models.CharField(_("why"), max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("rebased by")
    )

    class Meta:
        verbose_name = _("baseline")
        verbose_name_plural = _("baselines")
        ordering = ["first"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "reason", "site", "first"], nulls_distinct=False, name="baseline_once"
            ),
            models.CheckConstraint(
                condition=Q(locked_at=None, last=None, mean=None, mean_range=None)
                | Q(locked_at__isnull=False, last__isnull=False, mean__isnull=False, mean_range__isnull=False),
                name="baseline_is_locked_whole",
            ),
            models.CheckConstraint(
                condition=Q(change=None, why="") | (Q(change__isnull=False) & ~Q(why="")),
                name="baseline_rebased_with_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.indicator}, {self.first}"
