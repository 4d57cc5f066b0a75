from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from committee.models.session import Session
from ideas.models import Idea


class AskedPoint(models.Model):
    """Somebody of the direction asks that a contribution be handled in a session: one at a time, with a reason."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="asked_points", verbose_name=_("session"))
    idea = models.ForeignKey(Idea, models.CASCADE, related_name="+", verbose_name=_("contribution"))
    reason = models.TextField(_("why"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    at = models.DateTimeField(_("asked on"))
    taken_back_at = models.DateTimeField(_("taken back on"), null=True, blank=True)

    class Meta:
        verbose_name = _("point asked for")
        verbose_name_plural = _("points asked for")
        ordering = ["session", "-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(taken_back_at=None), name="asked_point_one_per_session"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="asked_point_says_why"),
        ]

    def __str__(self):
        return f"{self.session_id} · {self.idea_id}"
