from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ideas.past import Target, is_better

TARGETS = [(Target.PRIORITY.value, _("Priority")), (Target.KIND.value, _("Kind"))]


class PastReliability(models.Model):
    """How well the past of this organisation foretells one thing: one row each, written anew by the worker.

    Errors are those of `ideas.past.Reliability`, empty when there was nothing to try it on. What it was measured with
    stands beside them, so that another grid or way of proposing is measured anew.
    """

    target = models.CharField(_("what is foretold"), max_length=10, choices=TARGETS, primary_key=True)
    n = models.PositiveIntegerField(_("contributions it was tried on"), default=0)
    error = models.FloatField(_("mean error"), null=True, blank=True)
    error_middle = models.FloatField(_("mean error of the middle"), null=True, blank=True)
    error_length = models.FloatField(_("mean error of the length alone"), null=True, blank=True)
    middle_low = models.FloatField(_("difference to the middle, at least"), null=True, blank=True)
    middle_high = models.FloatField(_("difference to the middle, at most"), null=True, blank=True)
    length_low = models.FloatField(_("difference to the length alone, at least"), null=True, blank=True)
    length_high = models.FloatField(_("difference to the length alone, at most"), null=True, blank=True)
    decided = models.PositiveIntegerField(_("contributions decided by then"), default=0)
    rubric_version = models.PositiveIntegerField(_("version of the grid"), default=0)
    model_version = models.PositiveSmallIntegerField(_("version of the way of proposing"), default=0)
    at = models.DateTimeField(_("measured on"))

    class Meta:
        verbose_name = _("reliability of the past")
        verbose_name_plural = _("reliability of the past")
        ordering = ["target"]
        constraints = [
            models.CheckConstraint(
                condition=Q(target__in=[target.value for target in Target]), name="past_target_is_known"
            ),
            models.CheckConstraint(
                condition=Q(n=0, error=None, error_middle=None, error_length=None)
                | Q(
                    n__gt=0,
                    error__gte=0,
                    error__lte=100,
                    error_middle__gte=0,
                    error_middle__lte=100,
                    error_length__gte=0,
                    error_length__lte=100,
                ),
                name="past_tried_has_its_errors",
            ),
            models.CheckConstraint(
                condition=Q(middle_low=None, middle_high=None) | Q(middle_low__lte=models.F("middle_high")),
                name="past_middle_interval_is_in_order",
            ),
            models.CheckConstraint(
                condition=Q(length_low=None, length_high=None) | Q(length_low__lte=models.F("length_high")),
                name="past_length_interval_is_in_order",
            ),
        ]

    def __str__(self):
        return self.target

    @property
    def is_better(self) -> bool:
        """Whether it foretells better than both guesses: nothing is proposed otherwise."""
        intervals = (self.middle_low, self.middle_high), (self.length_low, self.length_high)
        return is_better(self.n, *(None if None in bounds else bounds for bounds in intervals))
