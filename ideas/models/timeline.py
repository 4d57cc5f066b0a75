from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ideas.enums import MessageVisibility
from ideas.models.idea import Idea
from ideas.workflow import EVENT_LABELS


class Message(models.Model):
    """Words between the author and the officer. Internal notes are never shown to the author."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="messages", verbose_name=_("contribution"))
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sender"),
    )
    body = models.TextField(_("text"))
    visibility = models.CharField(
        _("who reads it"), max_length=10, choices=MessageVisibility.choices, default=MessageVisibility.AUTHOR
    )
    sent_at = models.DateTimeField(_("sent on"))

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["sent_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(visibility__in=MessageVisibility.values), name="message_visibility_is_known"
            ),
            models.CheckConstraint(condition=~Q(body=""), name="message_has_words"),
        ]
        indexes = [models.Index(fields=["idea", "sent_at"], name="message_of_idea")]

    def __str__(self):
        return self.body[:60]


class IdeaEvent(models.Model):
    """One line of the history people read. Only added, never changed."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="events", verbose_name=_("contribution"))
    name = models.CharField(_("event"), max_length=30)
    from_state = models.CharField(_("from"), max_length=12, blank=True)
    to_state = models.CharField(_("to"), max_length=12, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    note = models.TextField(_("words"), blank=True)
    is_public = models.BooleanField(_("shown on the public page"), default=False)
    is_internal = models.BooleanField(_("hidden from the author"), default=False)
    data = models.JSONField(_("details"), default=dict, blank=True)
    at = models.DateTimeField(_("on"))

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["idea", "at", "id"], name="event_of_idea")]

    def __str__(self):
        return f"{self.idea_id} · {self.name}"

    @property
    def label(self):
        return EVENT_LABELS.get(self.name, self.name)


class UntoldEvent(models.Model):
    """An event whose authors the worker has still to tell; written with it, gone in the transaction that tells them."""

    event = models.OneToOneField(IdeaEvent, models.CASCADE, primary_key=True, related_name="untold")

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return str(self.event_id)
