from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ideas.models.assessment import between_1_and_5, level_field
from ideas.models.idea import Idea
from ideas.scoring import CRITERIA, Scores


def from_1_to_5(criterion):
    return Q(**{f"{criterion}__gte": 1, f"{criterion}__lte": 5})


class ReferenceIdea(models.Model):
    """A contribution that shows what a level means: its four levels stand beside the anchors of the grid.

    Retired, it shows nothing any more and is no longer drawn; what was given for it stays.
    """

    idea = models.OneToOneField(Idea, models.CASCADE, related_name="reference_idea", verbose_name=_("contribution"))
    policy = models.PositiveSmallIntegerField(_("Link with the employee policy"))
    novelty = models.PositiveSmallIntegerField(_("Innovativeness"))
    impact = models.PositiveSmallIntegerField(_("Impact on employees’ life"))
    effort = models.PositiveSmallIntegerField(_("Effort for the company"))
    because = models.CharField(_("why they differ from the consensus"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    at = models.DateTimeField(_("made on"))
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("retired by")
    )
    retired_at = models.DateTimeField(_("retired on"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    class Meta:
        verbose_name = _("reference idea")
        verbose_name_plural = _("reference ideas")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=from_1_to_5("policy")
                & from_1_to_5("novelty")
                & from_1_to_5("impact")
                & from_1_to_5("effort"),
                name="reference_levels_from_1_to_5",
            ),
            models.CheckConstraint(
                condition=Q(retired_at=None, retired_by=None) | Q(retired_at__isnull=False, retired_by__isnull=False),
                name="reference_retired_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.idea_id}"

    @property
    def scores(self) -> Scores:
        return Scores(**{criterion: getattr(self, criterion) for criterion in CRITERIA})


class CalibrationCycle(models.Model):
    """A day on which a cycle of the committee began: that of the session that was closed."""

    started_on = models.DateField(_("started on"), unique=True)

    class Meta:
        verbose_name = _("calibration cycle")
        verbose_name_plural = _("calibration cycles")
        ordering = ["-started_on"]

    def __str__(self):
        return f"{self.started_on}"


class CalibrationScore(models.Model):
    """What one rater gave a reference in one cycle, without seeing its levels. It is no assessment of the idea."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("rater"))
    reference = models.ForeignKey(
        ReferenceIdea, models.CASCADE, related_name="calibrations", verbose_name=_("reference idea")
    )
    cycle_on = models.DateField(_("first day of the cycle"))
    policy = level_field(_("Link with the employee policy"))
    novelty = level_field(_("Innovativeness"))
    impact = level_field(_("Impact on employees’ life"))
    effort = level_field(_("Effort for the company"))
    saved_at = models.DateTimeField(_("saved on"))

    class Meta:
        verbose_name = _("calibration score")
        verbose_name_plural = _("calibration scores")
        ordering = ["-cycle_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "reference", "cycle_on"], name="calibration_once_per_person_and_cycle"
            ),
            models.CheckConstraint(
                condition=between_1_and_5("policy")
                & between_1_and_5("novelty")
                & between_1_and_5("impact")
                & between_1_and_5("effort"),
                name="calibration_levels_from_1_to_5",
            ),
        ]

    def __str__(self):
        return f"{self.reference_id} · {self.person_id}"

    @property
    def scores(self) -> Scores:
        return Scores(**{criterion: getattr(self, criterion) for criterion in CRITERIA})
