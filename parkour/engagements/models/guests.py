"""Guests from outside, each invited to one engagement, and what is said with them."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parkour.engagements.models.engagements import Engagement, _by

NAME_LIMIT, SAID_LIMIT = 80, 2_000


class Guest(models.Model):
    """Somebody from outside who builds one engagement with us, by a signed link, until a day. No account."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="guests", verbose_name=_("engagement"))
    name = models.CharField(_("name"), max_length=NAME_LIMIT)
    until = models.DateField(_("last day"))
    invited_by = _by(_("invited by"))
    invited_at = models.DateTimeField(_("invited on"))
    revoked_at = models.DateTimeField(_("link closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("guest")
        verbose_name_plural = _("guests")
        ordering = ["invited_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="guest_has_a_name")]

    def __str__(self):
        return self.name


class GuestWord(models.Model):
    """Something said about an engagement by a guest, or to its guests by those who carry it."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="words", verbose_name=_("engagement"))
    guest = models.ForeignKey(
        Guest, models.CASCADE, null=True, blank=True, related_name="words", verbose_name=_("guest")
    )
    by = _by(_("written by"))
    is_ours = models.BooleanField(_("of the house"))
    text = models.TextField(_("text"))
    at = models.DateTimeField(_("written on"))
    hidden_at = models.DateTimeField(_("hidden on"), null=True, blank=True)

    class Meta:
        verbose_name = _("word with guests")
        verbose_name_plural = _("words with guests")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="guest_word_is_not_empty"),
            # Somebody of ours may be gone: then nobody is named.
            models.CheckConstraint(
                condition=Q(is_ours=True, guest=None) | Q(is_ours=False, guest__isnull=False, by=None),
                name="guest_word_has_one_writer",
            ),
        ]

    def __str__(self):
        return self.text[:60]
