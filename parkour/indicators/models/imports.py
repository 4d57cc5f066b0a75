from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class FileState(models.TextChoices):
    CHECKED = "checked", _("Checked, to confirm")
    DONE = "done", _("Entered")


class MeasurementFile(models.Model):
    """A file of measurements: read and told first, entered once somebody says so. `services.measurement_files`."""

    file_name = models.CharField(_("file"), max_length=200)
    stored_as = models.CharField(_("kept as"), max_length=200, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=FileState.choices, default=FileState.CHECKED)
    rows = models.PositiveIntegerField(_("rows"))
    refused = models.PositiveIntegerField(_("rows refused"))
    refusals = models.JSONField(_("why"), default=list)
    added = models.PositiveIntegerField(_("measurements added"))
    corrected = models.PositiveIntegerField(_("measurements corrected"))
    same = models.PositiveIntegerField(_("measurements already there"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("sent by")
    )
    sent_at = models.DateTimeField(_("sent on"))

    class Meta:
        verbose_name = _("file of measurements")
        verbose_name_plural = _("files of measurements")
        ordering = ["-pk"]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("indicators:file", args=[self.pk])
