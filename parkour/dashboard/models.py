"""The figures as they were last counted: one row that is worth nothing, it comes back."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Snapshot(models.Model):
    """Written by `services.count_figures` only. `format` is that of `figures.FORMAT` when it was written."""

    ONLY = 1  # the key of the one row

    counted_at = models.DateTimeField(_("counted on"))
    format = models.PositiveSmallIntegerField(_("format"))
    content = models.JSONField(_("figures"), encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("figures as they were counted")
        verbose_name_plural = _("figures as they were counted")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="dashboard_is_one_row")]

    def __str__(self):
        return str(self.counted_at)
