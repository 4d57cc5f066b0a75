from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ideas.enums import HeldBecause, MailFate
from ideas.models.idea import Idea


class IncomingMail(models.Model):
    """A mail that came into the mailbox of contributions, once. What it said is kept while somebody has to decide.

    `key` is the digest of its Message-ID (hexadecimal SHA-256) and is all that stays of a mail that became a
    contribution or was written by no person.
    """

    key = models.CharField(_("digest of its Message-ID"), max_length=64, unique=True, editable=False)
    fate = models.CharField(_("what became of it"), max_length=10, choices=MailFate.choices)
    held_because = models.CharField(_("why it is held"), max_length=10, choices=HeldBecause.choices, blank=True)
    received_at = models.DateTimeField(_("received on"))
    sender = models.CharField(_("sender"), max_length=254, blank=True)
    sender_name = models.CharField(_("name of the sender"), max_length=120, blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    text = models.TextField(_("text"), blank=True)
    files = models.JSONField(_("names of its files"), default=list, blank=True)
    stored_as = models.CharField(_("kept as"), max_length=100, blank=True, editable=False)
    idea = models.ForeignKey(
        Idea, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("contribution")
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)

    class Meta:
        verbose_name = _("incoming mail")
        verbose_name_plural = _("incoming mails")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(fate__in=MailFate.values), name="mail_fate_is_known"),
            models.CheckConstraint(
                condition=Q(fate__in=["held", "discarded"]) | Q(text="", sender="", stored_as=""),
                name="mail_is_not_kept_longer",
            ),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(fate="held"), name="mail_held")]

    def __str__(self):
        return self.subject or self.key[:12]
