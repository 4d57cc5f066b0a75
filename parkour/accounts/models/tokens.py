from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parkour.accounts.models.people import User
from parkour.accounts.scopes import Scope
from parkour.core import clock


class ApiToken(models.Model):
    """A personal key to the API. Only its digest is kept: the key itself is shown once, to its owner."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="api_tokens", verbose_name=_("owner"))
    name = models.CharField(_("what it is for"), max_length=80)
    prefix = models.CharField(_("beginning of the key"), max_length=12)
    digest = models.CharField(_("digest"), max_length=64, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope.choices), verbose_name=_("what it may do"))
    created_at = models.DateTimeField(_("created on"))
    expires_at = models.DateTimeField(_("valid until"))
    last_used_at = models.DateTimeField(_("last used on"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked on"), null=True, blank=True)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")), name="token_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(scopes__len__gt=0, scopes__contained_by=Scope.values), name="token_scopes_are_known"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="token_has_a_name"),
        ]
        indexes = [models.Index(fields=["owner", "-created_at"], name="token_of_owner")]

    def __str__(self):
        return f"{self.prefix}… {self.name}"

    @property
    def is_live(self) -> bool:
        """Neither revoked nor past its date."""
        return self.revoked_at is None and self.expires_at > clock.now()
