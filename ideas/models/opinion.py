from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ideas.enums import OpinionReason
from ideas.models.idea import Idea


class OpinionRequest(models.Model):
    """Two people give levels to one contribution, the second without seeing those of the first.

    It waits until `ended_at`; then `second` has given their levels, or nobody is left to ask. Levels two apart are
    `to_discuss`, until both agree on a reason.
    """

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="opinion_requests", verbose_name=_("contribution"))
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    because = models.CharField(_("why"), max_length=12, choices=OpinionReason.choices)
    first = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("first rater"))
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("second rater"),
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked on"))
    remind_on = models.DateField(_("to be reminded on"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended on"), null=True, blank=True)
    to_discuss = models.BooleanField(_("to discuss"), default=False)
    settled_because = models.CharField(_("why they agree"), max_length=500, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("settled by")
    )
    settled_at = models.DateTimeField(_("settled on"), null=True, blank=True)

    class Meta:
        verbose_name = _("second opinion")
        verbose_name_plural = _("second opinions")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["idea"], condition=Q(ended_at=None), name="opinion_waits_once_for_an_idea"),
            models.CheckConstraint(condition=Q(because__in=OpinionReason.values), name="opinion_reason_is_known"),
            models.CheckConstraint(
                condition=Q(second=None) | Q(ended_at__isnull=False), name="opinion_given_has_its_date"
            ),
            models.CheckConstraint(
                condition=Q(to_discuss=False) | Q(second__isnull=False), name="opinion_to_discuss_has_two_raters"
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, settled_because="")
                | (
                    Q(settled_at__isnull=False, settled_by__isnull=False, second__isnull=False) & ~Q(settled_because="")
                ),
                name="opinion_settled_has_its_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at", "id"], condition=Q(ended_at=None), name="opinion_waiting"),
            models.Index(fields=["remind_on"], condition=Q(ended_at=None), name="opinion_to_remind"),
            models.Index(fields=["ended_at"], condition=Q(second__isnull=False), name="opinion_given"),
            models.Index(
                fields=["first", "second"], condition=Q(to_discuss=True, settled_at=None), name="opinion_to_discuss"
            ),
        ]

    def __str__(self):
        return f"{self.idea_id} · {self.first_id} · {self.second_id or '?'}"
