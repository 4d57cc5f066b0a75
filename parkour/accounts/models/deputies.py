from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from parkour.accounts.models.people import User


class Deputy(models.Model):
    """Who stands in for an officer, and on which days: on these they hold the role, and it ends by itself."""

    officer = models.ForeignKey(User, models.CASCADE, related_name="deputies", verbose_name=_("officer"))
    person = models.ForeignKey(User, models.CASCADE, related_name="stands_in", verbose_name=_("deputy"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    named_at = models.DateTimeField(_("named on"))
    ended_at = models.DateTimeField(_("ended on"), null=True, blank=True)

    class Meta:
        verbose_name = _("deputy")
        verbose_name_plural = _("deputies")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="deputy_ends_after_they_start"),
            models.CheckConstraint(condition=~Q(officer=F("person")), name="deputy_is_somebody_else"),
        ]
        indexes = [
            models.Index(fields=["person", "ends_on"], condition=Q(ended_at=None), name="deputy_of_a_person"),
            models.Index(fields=["ends_on"], condition=Q(ended_at=None), name="deputy_until"),
        ]

    def __str__(self):
        return f"{self.person} · {self.starts_on}"
