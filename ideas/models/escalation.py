from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ideas.models.idea import Idea


class Escalation(models.Model):
    """An officer asks somebody else to look at a contribution, with the reason; it stays in the queue meanwhile."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="escalations", verbose_name=_("contribution"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="escalations", verbose_name=_("asked of")
    )
    reason = models.TextField(_("why"))
    at = models.DateTimeField(_("asked on"))
    answer = models.TextField(_("words of the answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True)

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["idea"], condition=Q(answered_at=None), name="escalation_one_is_open"),
            models.CheckConstraint(condition=~Q(reason=""), name="escalation_has_its_reason"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="escalation_answered_by_somebody_in_words",
            ),
        ]
        indexes = [models.Index(fields=["to"], condition=Q(answered_at=None), name="escalation_open_of")]

    def __str__(self):
        return f"{self.idea_id} · {self.to}"
