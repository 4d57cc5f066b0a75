import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Notification(models.Model):
    """What a person reads in the inbox of the product."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications", verbose_name=_("recipient")
    )
    kind = models.CharField(_("kind"), max_length=40)
    event_key = models.CharField(_("event"), max_length=120)
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"))
    url = models.CharField(_("page"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("written on"))
    read_at = models.DateTimeField(_("read on"), null=True, blank=True)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event_key", "recipient", "kind"], name="notification_told_once_per_event_and_person"
            )
        ]
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="notification_inbox"),
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="notification_unread"),
        ]

    def __str__(self):
        return self.title


class OutgoingMail(models.Model):
    """The outbox: a mail that must leave, written in the transaction of its event.

    A row is claimed (`inflight`) before it is sent and is `sent` only after the mail server said so.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("To send")
        INFLIGHT = "inflight", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Not delivered")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    notification = models.OneToOneField(
        Notification, models.CASCADE, related_name="mail", verbose_name=_("notification")
    )
    to_address = models.EmailField(_("address"))
    subject = models.CharField(_("subject"), max_length=200)
    body_text = models.TextField(_("plain text"))
    body_html = models.TextField(_("formatted text"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED, editable=False)
    not_before = models.DateTimeField(_("not before"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claimed_at = models.DateTimeField(_("claimed on"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent on"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)
    created_at = models.DateTimeField(_("written on"))

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "inflight", "sent", "failed"]), name="mail_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="mail_sent_has_its_date",
            ),
            models.CheckConstraint(
                condition=Q(state="inflight", claimed_at__isnull=False) | ~Q(state="inflight"),
                name="mail_inflight_has_its_claim",
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before", "id"],
                condition=Q(state__in=["queued", "inflight"]),
                name="mail_to_send",
            )
        ]

    def __str__(self):
        return self.subject
