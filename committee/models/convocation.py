from django.db import models
from django.utils.translation import gettext_lazy as _

from committee.models.session import Session


class Convocation(models.Model):
    """What the members have in their calendars of a session: when and where, as it was last sent.

    `sequence` is that of iCalendar: one further each time the time or the place changed, or it was cancelled.
    """

    session = models.OneToOneField(
        Session, models.CASCADE, primary_key=True, related_name="convocation", verbose_name=_("session")
    )
    sequence = models.PositiveSmallIntegerField(_("sequence"), default=0)
    starts_at = models.DateTimeField(_("starts on"))
    duration = models.PositiveSmallIntegerField(_("duration (minutes)"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    convened_at = models.DateTimeField(_("first sent on"))
    sent_at = models.DateTimeField(_("last sent on"))

    class Meta:
        verbose_name = _("convocation")
        verbose_name_plural = _("convocations")

    def __str__(self):
        return f"{self.session_id} · {self.sequence}"
