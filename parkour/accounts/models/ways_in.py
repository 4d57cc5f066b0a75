"""Ways in besides the password. No row holds a secret: only what recognises it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from parkour.accounts.models.people import User
from parkour.core import clock


class Wanted(models.TextChoices):
    LINK = "link", _("a link to sign in")
    PASSWORD = "password", _("a new password")


class SignInRequest(models.Model):
    """Somebody asked for a link. The page writes this row whoever it is; the worker finds out, and answers by mail."""

    address = models.EmailField(_("e-mail address"))
    asked_at = models.DateTimeField(_("asked on"))
    wants = models.CharField(
        _("what for"), max_length=10, choices=Wanted.choices, default=Wanted.LINK, db_default=Wanted.LINK
    )

    class Meta:
        verbose_name = _("request for a link")
        verbose_name_plural = _("requests for a link")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(wants__in=Wanted.values), name="request_wants_a_known_thing")]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"


class SignInLink(models.Model):
    """A link that signs one person in, once. `state_mark` says what the account was when it was made."""

    person = models.ForeignKey(User, models.CASCADE, related_name="sign_in_links", verbose_name=_("person"))
    digest = models.CharField(_("digest"), max_length=64, unique=True, editable=False)
    state_mark = models.CharField(_("mark of the account"), max_length=64, editable=False)
    created_at = models.DateTimeField(_("created on"))
    expires_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("used on"), null=True, blank=True)

    class Meta:
        verbose_name = _("sign-in link")
        verbose_name_plural = _("sign-in links")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="link_ends_after_its_start"),
            # A newer link takes the place of the one before.
            models.UniqueConstraint(fields=["person"], condition=Q(used_at=None), name="one_unused_link_of_a_person"),
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"


class AccessCard(models.Model):
    """A printed badge that signs one person in as a contributor.

    `digest` recognises its QR, `code_digest` the letters below it.
    """

    person = models.ForeignKey(User, models.CASCADE, related_name="access_cards", verbose_name=_("person"))
    digest = models.CharField(_("digest"), max_length=64, unique=True, editable=False)
    code_digest = models.CharField(_("digest of the code"), max_length=64, unique=True, editable=False)
    pin = models.CharField(_("hash of the PIN"), max_length=128, blank=True, editable=False)
    wrong_pins = models.PositiveSmallIntegerField(_("wrong PINs"), default=0)
    locked_until = models.DateTimeField(_("locked until"), null=True, blank=True)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="cards_made", verbose_name=_("made by"))
    created_at = models.DateTimeField(_("created on"))
    expires_at = models.DateTimeField(_("valid until"))
    last_used_at = models.DateTimeField(_("last used on"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked on"), null=True, blank=True)

    class Meta:
        verbose_name = _("access card")
        verbose_name_plural = _("access cards")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="card_ends_after_its_start"),
            models.UniqueConstraint(fields=["person"], condition=Q(revoked_at=None), name="one_card_of_a_person"),
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_live(self) -> bool:
        """Neither revoked nor past its date."""
        return self.revoked_at is None and self.expires_at > clock.now()
