from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ideas.enums import Channel, Outcome, ReasonCode
from ideas.models.idea import Idea
from ideas.models.reason import Reason


class ReadyAnswer(models.Model):
    """An answer that an officer has prepared, to be published with others. Nothing happens before it is.

    One for a contribution, besides those put aside (`discarded_at`). Changed, it is another row: its key says which
    words somebody has read. While it leaves, a `HeldDecision` points to it; once it has left it is gone. Written by
    `services.ready_answers` only.
    """

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="ready_answers", verbose_name=_("contribution"))
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices)
    message = models.TextField(_("words to the author"))
    reason = models.ForeignKey(
        Reason, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reason of the desk")
    )
    reason_code = models.CharField(_("reason"), max_length=20, choices=ReasonCode.choices, blank=True)
    channel = models.CharField(_("channel"), max_length=20, choices=Channel.choices, blank=True)
    merged_into = models.ForeignKey(
        Idea, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("merged into")
    )
    review_on = models.DateField(_("look at it again on"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="ready_answers", verbose_name=_("prepared by")
    )
    prepared_at = models.DateTimeField(_("prepared on"))
    idea_version = models.PositiveIntegerField(_("version of the contribution"))
    discarded_at = models.DateTimeField(_("put aside on"), null=True, blank=True)

    class Meta:
        verbose_name = _("ready answer")
        verbose_name_plural = _("ready answers")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="ready_outcome_is_known"),
            models.CheckConstraint(condition=~Q(message=""), name="ready_has_words_for_the_author"),
            models.UniqueConstraint(
                fields=["idea"], condition=Q(discarded_at=None), name="ready_once_for_a_contribution"
            ),
        ]
        indexes = [models.Index(fields=["discarded_at"], name="ready_put_aside")]

    def __str__(self):
        return f"{self.idea_id} · {self.outcome}"
