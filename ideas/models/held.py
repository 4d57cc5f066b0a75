from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ideas.enums import Channel, Outcome, ReasonCode
from ideas.models.idea import Idea
from ideas.models.ready_answer import ReadyAnswer
from ideas.models.reason import Reason
from parkour.core import clock


class HeldDecision(models.Model):
    """An outcome of triage that waits for the end of its undo window. Nothing else is written before it leaves.

    Three moments: it waits (`leaves_at`, nothing in `failed_because`); it could not leave (`failed_because` says why,
    the words are kept); it was taken back (no `leaves_at`): then it is the draft of whoever wrote it. Written by
    `services.holding` only.
    """

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="held_decisions", verbose_name=_("contribution"))
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
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="held_decisions", verbose_name=_("decided by")
    )
    held_at = models.DateTimeField(_("decided on"))
    leaves_at = models.DateTimeField(_("leaves on"), null=True, blank=True)
    failed_because = models.TextField(_("could not leave because"), blank=True)
    ready = models.ForeignKey(
        ReadyAnswer, models.SET_NULL, null=True, blank=True, related_name="held", verbose_name=_("ready answer")
    )
    is_planned = models.BooleanField(_("leaves at a chosen moment"), default=False)

    class Meta:
        verbose_name = _("answer that waits")
        verbose_name_plural = _("answers that wait")
        ordering = ["-held_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="held_outcome_is_known"),
            models.CheckConstraint(condition=~Q(message=""), name="held_has_words_for_the_author"),
            models.CheckConstraint(
                condition=Q(failed_because="") | Q(leaves_at__isnull=False), name="held_fails_when_it_should_leave"
            ),
            models.UniqueConstraint(
                fields=["idea"], condition=Q(leaves_at__isnull=False), name="held_once_for_a_contribution"
            ),
            models.UniqueConstraint(
                fields=["idea", "by"], condition=Q(leaves_at=None), name="held_once_taken_back_by_a_person"
            ),
        ]
        indexes = [
            models.Index(fields=["leaves_at"], condition=Q(failed_because=""), name="held_to_leave"),
            models.Index(fields=["by", "-held_at", "-id"], name="held_by_a_person"),
        ]

    def __str__(self):
        return f"{self.idea_id} · {self.outcome}"

    @property
    def seconds_left(self):
        """Until it leaves; 0 when it should have left."""
        return clock.seconds_until(self.leaves_at)

    @property
    def waits(self):
        """Nobody else decides meanwhile."""
        return self.leaves_at is not None and not self.failed_because
