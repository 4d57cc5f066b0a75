from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ideas.models.idea import Idea


class RelatedIdeas(models.Model):
    """Two contributions that are about the same, and are not merged: each is read from the other. `idea` came first."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="+", verbose_name=_("contribution"))
    other = models.ForeignKey(Idea, models.CASCADE, related_name="+", verbose_name=_("the other one"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("linked by"))
    at = models.DateTimeField(_("linked on"))

    class Meta:
        verbose_name = _("link between contributions")
        verbose_name_plural = _("links between contributions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["idea", "other"], name="related_once"),
            models.CheckConstraint(condition=Q(idea__lt=F("other")), name="related_came_first"),
        ]

    def __str__(self):
        return f"{self.idea_id} · {self.other_id}"
