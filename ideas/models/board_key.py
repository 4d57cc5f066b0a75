from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parkour.organisation.models import Site


class BoardKey(models.Model):
    """A key that opens the board, for reading, without signing in: a person's feed, or the screen of a site.

    Only its digest is kept. What it opens tells no name but those of people who agreed. Revoked at any time.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="feed_keys",
        verbose_name=_("person"),
    )
    site = models.ForeignKey(
        Site, models.CASCADE, null=True, blank=True, related_name="display_keys", verbose_name=_("site")
    )
    name = models.CharField(_("what it is for"), max_length=80)
    prefix = models.CharField(_("beginning of the key"), max_length=12)
    digest = models.CharField(_("digest"), max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    created_at = models.DateTimeField(_("created on"))
    last_used_at = models.DateTimeField(_("last used on"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked on"), null=True, blank=True)

    class Meta:
        verbose_name = _("key of the board")
        verbose_name_plural = _("keys of the board")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None, site__isnull=False) | Q(person__isnull=False, site=None),
                name="board_key_is_of_a_person_or_a_site",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="board_key_has_a_name"),
        ]
        indexes = [models.Index(fields=["person", "-created_at"], name="board_key_of_person")]

    def __str__(self):
        return f"{self.prefix}… {self.name}"
