from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PortfolioView(models.Model):
    """Filters and columns of the portfolio that somebody keeps under a name, for themselves or for the desk.

    `query` is what an address says of them: {name: text}; what it names and is no more is left out when it is read.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="portfolio_views", verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=60)
    query = models.JSONField(_("filters and columns"), default=dict)
    is_shared = models.BooleanField(_("shown to the desk"), default=False)
    saved_at = models.DateTimeField(_("saved on"))

    class Meta:
        verbose_name = _("view of the portfolio")
        verbose_name_plural = _("views of the portfolio")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "name"], name="portfolio_view_named_once"),
            models.CheckConstraint(condition=~Q(name=""), name="portfolio_view_has_a_name"),
        ]
        indexes = [models.Index(fields=["name", "id"], condition=Q(is_shared=True), name="portfolio_view_shared")]

    def __str__(self):
        return self.name
