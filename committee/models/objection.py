from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ideas.models import Idea


class Objection(models.Model):
    """A member asks that a quick win be discussed by the committee. One is enough."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="objections", verbose_name=_("contribution"))
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("member"))
    note = models.TextField(_("why"), blank=True)
    at = models.DateTimeField(_("on"))

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["idea", "member"], name="objection_once_per_member")]

    def __str__(self):
        return f"{self.idea_id} · {self.member_id}"
