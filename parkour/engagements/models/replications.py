"""A success of one site taken up by another: « réappliquer chez nous »."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from parkour.engagements.models.engagements import _by
from parkour.organisation.models import Site

ADAPTED_LIMIT = 300


class Replication(models.Model):
    """What was done elsewhere, done again at a site. Written by `services.replicating` only."""

    idea = models.ForeignKey("ideas.Idea", models.CASCADE, related_name="replications", verbose_name=_("contribution"))
    site = models.ForeignKey(Site, models.PROTECT, related_name="+", verbose_name=_("site"))
    by = _by(_("taken up by"))
    words = models.CharField(_("what is adapted"), max_length=ADAPTED_LIMIT, blank=True)
    taken_up_at = models.DateTimeField(_("taken up on"))
    done_on = models.DateField(_("done on"), null=True, blank=True)

    class Meta:
        verbose_name = _("replication")
        verbose_name_plural = _("replications")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["idea", "site"], name="replication_once_at_a_site"),
        ]

    def __str__(self):
        return f"{self.idea_id} {self.site_id}"
