from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ideas.models.idea import Idea


class CoauthorInvitation(models.Model):
    """Somebody whom the author names as a co-author. A row of its own: nobody is credited before they say yes."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="invitations", verbose_name=_("contribution"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="coauthor_invitations", verbose_name=_("person")
    )
    invited_at = models.DateTimeField(_("invited on"))
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True)
    accepted = models.BooleanField(_("said yes"), default=False)

    class Meta:
        verbose_name = _("invitation of a co-author")
        verbose_name_plural = _("invitations of co-authors")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["idea", "person"], name="coauthor_invited_once"),
            models.CheckConstraint(
                condition=Q(accepted=False) | Q(answered_at__isnull=False), name="coauthor_yes_has_its_date"
            ),
        ]
        indexes = [models.Index(fields=["person"], condition=Q(answered_at=None), name="coauthor_waited_for")]

    def __str__(self):
        return f"{self.person} · {self.idea_id}"
