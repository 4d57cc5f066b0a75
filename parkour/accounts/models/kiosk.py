from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parkour.accounts.models.people import User
from parkour.organisation.models import Site


class Kiosk(models.Model):
    """A tablet that a site shares. Only the digest of its key is kept; the tablet alone holds the key."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="kiosks", verbose_name=_("site"))
    name = models.CharField(_("which tablet"), max_length=80)
    digest = models.CharField(_("digest"), max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="kiosks_made", verbose_name=_("made by"))
    created_at = models.DateTimeField(_("created on"))
    # A day and no more: an hour beside that of a contribution would tell which tablet it came from.
    last_used_on = models.DateField(_("last used on"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked on"), null=True, blank=True)

    class Meta:
        verbose_name = _("shared tablet")
        verbose_name_plural = _("shared tablets")
        ordering = ["-created_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="kiosk_has_a_name")]

    def __str__(self):
        return self.name
