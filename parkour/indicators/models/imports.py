from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from parkour.indicators.models.indicators import DIGITS, PLACES, Measurement


class FileState(models.TextChoices):
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked, to confirm")
    ENTERING = "entering", _("Being entered")
    DONE = "done", _("Entered")
    FAILED = "failed", _("Stopped")
    UNDONE = "undone", _("Taken back")


AT_WORK = frozenset({FileState.CHECKING, FileState.ENTERING})
OVER = frozenset({FileState.DONE, FileState.UNDONE})


class MeasurementFile(models.Model):
    """A file of measurements: read and told first, entered once somebody says so. `services.measurement_files`.

    `refusals` are [[line, sentence]], in the language of whoever sent it. `digest` is of what its rows meant when they
    were checked: nothing else is entered.
    """

    file_name = models.CharField(_("file"), max_length=200)
    stored_as = models.CharField(_("kept as"), max_length=200, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=FileState.choices, default=FileState.CHECKED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, editable=False)
    failure = models.TextField(_("why it stopped"), blank=True)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    refused = models.PositiveIntegerField(_("rows refused"), default=0)
    refusals = models.JSONField(_("why"), default=list)
    digest = models.CharField(_("digest"), max_length=64, blank=True, default="", editable=False)
    added = models.PositiveIntegerField(_("measurements added"), default=0)
    corrected = models.PositiveIntegerField(_("measurements corrected"), default=0)
    same = models.PositiveIntegerField(_("measurements already there"), default=0)
    taken_back = models.PositiveIntegerField(_("measurements taken back"), default=0)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("sent by")
    )
    sent_at = models.DateTimeField(_("sent on"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered on"), null=True, blank=True)
    undone_at = models.DateTimeField(_("taken back on"), null=True, blank=True)

    class Meta:
        verbose_name = _("file of measurements")
        verbose_name_plural = _("files of measurements")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(state__in=["checking", "entering"]), name="file_at_work")
        ]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("indicators:file", args=[self.pk])

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def to_enter(self) -> int:
        """How many measurements the checked file would write."""
        return self.added + self.corrected

    @property
    def stayed(self) -> int:
        """How many measurements taking it back left as they are."""
        return self.added + self.corrected - self.taken_back


class Replaced(models.Model):
    """Two numbers that a file corrected, as they were before; gone once the file is taken back.

    `source`: the file from which they had come.
    """

    file = models.ForeignKey(MeasurementFile, models.CASCADE, related_name="+", verbose_name=_("file"))
    measurement = models.ForeignKey(Measurement, models.CASCADE, related_name="+", verbose_name=_("measurement"))
    numerator = models.DecimalField(_("numerator"), max_digits=DIGITS, decimal_places=PLACES)
    denominator = models.DecimalField(_("denominator"), max_digits=DIGITS, decimal_places=PLACES)
    source = models.ForeignKey(
        MeasurementFile, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("file before")
    )

    class Meta:
        verbose_name = _("replaced measurement")
        verbose_name_plural = _("replaced measurements")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["file", "measurement"], name="replaced_once_by_a_file")]

    def __str__(self):
        return f"{self.numerator}/{self.denominator}"
