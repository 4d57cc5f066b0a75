from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from committee.enums import Answer
from committee.models.session import Session


class Availability(models.Model):
    """Whether somebody could come to a session: the last word said. No row: nothing said yet."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="availabilities", verbose_name=_("session"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    answer = models.CharField(_("answer"), max_length=6, choices=Answer.choices)
    at = models.DateTimeField(_("on"))

    class Meta:
        verbose_name = _("availability")
        verbose_name_plural = _("availabilities")
        ordering = ["session", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="availability_once_per_session"),
            models.CheckConstraint(condition=Q(answer__in=Answer.values), name="availability_answer_is_known"),
        ]

    def __str__(self):
        return f"{self.person_id} · {self.session_id}"


class DayAvailability(models.Model):
    """Whether a member could come on a day that a session might be moved to: the last word said."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    day = models.DateField(_("day"))
    answer = models.CharField(_("answer"), max_length=6, choices=Answer.choices)
    at = models.DateTimeField(_("on"))

    class Meta:
        verbose_name = _("availability on a day")
        verbose_name_plural = _("availabilities on days")
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["day", "person"], name="day_availability_once"),
            models.CheckConstraint(condition=Q(answer__in=Answer.values), name="day_availability_answer_is_known"),
        ]

    def __str__(self):
        return f"{self.person_id} · {self.day}"
