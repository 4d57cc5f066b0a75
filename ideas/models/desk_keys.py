from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class DeskKeys(models.Model):
    """The keys of the triage desk that a person has changed: `{action: key}`, on every desk they sit at."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+", verbose_name=_("person")
    )
    keys = models.JSONField(_("keys"), default=dict)

    class Meta:
        verbose_name = _("keys of a desk")
        verbose_name_plural = _("keys of the desks")
        ordering = ["pk"]

    def __str__(self):
        return str(self.pk)
