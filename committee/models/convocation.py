from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from committee.models.session import Session


class Convocation(models.Model):
    """What the members have in their calendars of a session: when and where, as it was last sent.

    `sequence` is that of iCalendar: one further each time the time or the place changed, it was cancelled, or somebody
    was taken off. It never goes back.
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


class Invitation(models.Model):
    """Somebody who has the session in their calendar; `withdrawn_at` once they were told to take it out."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="invitations", verbose_name=_("session"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    as_alternate = models.BooleanField(_("alternate"), default=False)
    sent_at = models.DateTimeField(_("last sent on"))
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["session", "pk"]
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="invitation_once_per_session")]

    def __str__(self):
        return f"{self.person_id} · {self.session_id}"
