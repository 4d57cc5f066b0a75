"""What stands around an action: reminders that were told, questions to the direction."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ideas.follow_clock import Reminder
from ideas.models.action import Action


class ActionReminder(models.Model):
    """One reminder that was told, for the day on which it fell due: it is not told twice."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="reminders", verbose_name=_("action"))
    kind = models.CharField(_("kind"), max_length=10, choices=[(kind.value, kind.value) for kind in Reminder])
    on = models.DateField(_("owed on"))
    told_at = models.DateTimeField(_("told on"))

    class Meta:
        verbose_name = _("reminder of an action")
        verbose_name_plural = _("reminders of actions")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["action", "kind", "on"], name="action_reminder_told_once")]

    def __str__(self):
        return f"{self.action_id} · {self.kind} · {self.on}"


class ActionEscalation(models.Model):
    """The direction is asked to help with an action. Without `by`, the clock asked: it is thirty days late."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="escalations", verbose_name=_("action"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("asked by")
    )
    reason = models.TextField(_("why"), blank=True)
    at = models.DateTimeField(_("asked on"))
    answer = models.TextField(_("words of the answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True)

    class Meta:
        verbose_name = _("question to the direction about an action")
        verbose_name_plural = _("questions to the direction about actions")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["action"], condition=Q(answered_at=None), name="action_escalation_one_is_open"
            ),
            models.CheckConstraint(
                condition=Q(by=None, reason="") | (Q(by__isnull=False) & ~Q(reason="")),
                name="action_escalation_by_somebody_has_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="action_escalation_answered_by_somebody_in_words",
            ),
        ]

    def __str__(self):
        return f"{self.action_id} · {self.at:%Y-%m-%d}"
