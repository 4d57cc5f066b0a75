from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ideas.models import Idea


class AwaitedDocument(models.Model):
    """A document without which a contribution is not ready for the committee: a quote, a plan, an opinion."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="awaited_documents", verbose_name=_("contribution"))
    what = models.CharField(_("document"), max_length=200)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("expected from"),
    )
    due_on = models.DateField(_("expected by"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    at = models.DateTimeField(_("asked on"))
    arrived_at = models.DateTimeField(_("there since"), null=True, blank=True)
    arrived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("said by")
    )

    class Meta:
        verbose_name = _("document awaited")
        verbose_name_plural = _("documents awaited")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["person"], condition=Q(arrived_at=None), name="document_awaited_from"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="document_awaited_has_a_name"),
            models.CheckConstraint(
                condition=Q(arrived_at=None, arrived_by=None) | Q(arrived_at__isnull=False, arrived_by__isnull=False),
                name="document_arrived_says_who",
            ),
        ]

    def __str__(self):
        return self.what

    def get_absolute_url(self):
        return reverse("committee:document", kwargs={"pk": self.pk})
