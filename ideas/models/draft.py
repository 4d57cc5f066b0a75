from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Draft(models.Model):
    """A contribution that somebody has begun and not sent: theirs alone, on all their devices.

    `key` is made on the phone, before there is a network. `version` counts the changes: a device that knows an older
    one overwrites nothing. A discarded draft stays for a day, to be taken back. Written by `services.drafts` only.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts", verbose_name=_("person")
    )
    key = models.UUIDField(_("key of the draft"))
    problem_text = models.TextField(_("what happens"), blank=True)
    change_text = models.TextField(_("what would change"), blank=True)
    speaker = models.CharField(_("who speaks"), max_length=10, blank=True)
    group_names = models.CharField(_("group"), max_length=300, blank=True)
    colleagues = models.TextField(_("colleagues"), blank=True)
    campaign = models.CharField(_("campaign"), max_length=40, blank=True, default="", db_default="")
    site = models.CharField(_("site of the poster"), max_length=30, blank=True, default="", db_default="")
    version = models.PositiveIntegerField(_("version"), default=1, validators=[MinValueValidator(1)])
    changed_at = models.DateTimeField(_("changed on"))
    discarded_at = models.DateTimeField(_("discarded on"), null=True, blank=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="draft_once_per_person_and_key"),
            models.CheckConstraint(condition=Q(version__gte=1), name="draft_version_begins_at_one"),
        ]
        indexes = [
            models.Index(fields=["person", "-changed_at", "-id"], name="draft_of_a_person"),
            models.Index(fields=["changed_at"], name="draft_to_forget"),
        ]

    def __str__(self):
        return self.first_words

    @property
    def first_words(self):
        """What a list calls it."""
        return " ".join((self.problem_text or self.change_text or self.group_names or self.colleagues).split())
