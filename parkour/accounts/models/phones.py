"""Signing in by a code that a phone receives."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from parkour.accounts.models.people import User


class PhoneRequest(models.Model):
    """Somebody asked for a code. The page writes this row whoever it is; the worker finds out, and answers.

    `person` is who proves that the number is theirs; None when somebody wants to sign in.
    """

    number = models.CharField(_("phone number"), max_length=16)
    person = models.ForeignKey(User, models.CASCADE, null=True, related_name="phone_requests", verbose_name=_("person"))
    asked_at = models.DateTimeField(_("asked on"))

    class Meta:
        verbose_name = _("request for a code")
        verbose_name_plural = _("requests for a code")
        ordering = ["pk"]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"


class PhoneCode(models.Model):
    """A code of six digits on its way to a phone, or there. `text` is the message, emptied once it has left."""

    person = models.ForeignKey(User, models.CASCADE, related_name="phone_codes", verbose_name=_("person"))
    number = models.CharField(_("phone number"), max_length=16)
    proves = models.BooleanField(_("proves the number"), default=False)
    digest = models.CharField(_("digest"), max_length=64, editable=False)
    wrong_tries = models.PositiveSmallIntegerField(_("wrong tries"), default=0)
    created_at = models.DateTimeField(_("created on"))
    expires_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("used on"), null=True, blank=True)
    # What is sent: the same number at each attempt, by which a gateway knows a message again.
    uuid = models.UUIDField(_("number of the message"), default=uuid.uuid4, unique=True, editable=False)
    text = models.CharField(_("message"), max_length=200, blank=True)
    not_before = models.DateTimeField(_("not before"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("sent on"), null=True, blank=True)

    class Meta:
        verbose_name = _("code by phone")
        verbose_name_plural = _("codes by phone")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="phone_code_ends_after_its_start"),
            models.CheckConstraint(condition=Q(sent_at=None) | Q(text=""), name="phone_code_sent_keeps_no_text"),
            # A newer code takes the place of the one before.
            models.UniqueConstraint(
                fields=["person", "proves"], condition=Q(used_at=None), name="one_unused_phone_code_of_a_person"
            ),
        ]
        indexes = [models.Index(fields=["number", "proves"], name="phone_code_of_number")]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"
