from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from committee.models.mandate import College
from committee.models.session import Session


class Proxy(models.Model):
    """A member who cannot come lets another one of their pole vote for them, in one session.

    `signed_for` is the start of the session as it was: moved, it stands for nothing until it is confirmed.
    """

    session = models.ForeignKey(Session, models.CASCADE, related_name="proxies", verbose_name=_("session"))
    college = models.ForeignKey(College, models.PROTECT, related_name="+", verbose_name=_("pole"))
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("given by"))
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("held by"))
    signed_at = models.DateTimeField(_("signed on"))
    signed_for = models.DateTimeField(_("for the session of"))
    revoked_at = models.DateTimeField(_("revoked on"), null=True, blank=True)

    class Meta:
        verbose_name = _("proxy")
        verbose_name_plural = _("proxies")
        ordering = ["session", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "giver"], condition=Q(revoked_at=None), name="proxy_one_per_giver_and_session"
            ),
            models.UniqueConstraint(
                fields=["session", "holder"], condition=Q(revoked_at=None), name="proxy_one_per_holder_and_session"
            ),
            models.CheckConstraint(condition=~Q(giver=F("holder")), name="proxy_is_held_by_somebody_else"),
        ]

    def __str__(self):
        return f"{self.giver_id} → {self.holder_id} · {self.session_id}"
