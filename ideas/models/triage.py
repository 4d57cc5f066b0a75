from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ideas.enums import Channel, Outcome, ReasonCode
from ideas.models.idea import Idea
from ideas.models.reason import Reason


class TriageDecision(models.Model):
    """What the officer decided, with the words that went to the author. Never edited: a new one is made."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="triage_decisions", verbose_name=_("contribution"))
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices)
    message = models.TextField(_("words to the author"))
    reason = models.ForeignKey(
        Reason, models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name=_("reason of the desk")
    )
    reason_code = models.CharField(_("reason"), max_length=20, choices=ReasonCode.choices, blank=True)
    channel = models.CharField(_("channel"), max_length=20, choices=Channel.choices, blank=True)
    merged_into = models.ForeignKey(
        Idea, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("merged into")
    )
    review_on = models.DateField(_("look at it again on"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("decided by"))
    at = models.DateTimeField(_("decided on"))
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("prepared by"),
    )

    class Meta:
        verbose_name = _("triage decision")
        verbose_name_plural = _("triage decisions")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["reason", "at"], condition=Q(reason__isnull=False), name="triage_by_reason")]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="triage_outcome_is_known"),
            models.CheckConstraint(condition=~Q(message=""), name="triage_has_words_for_the_author"),
            models.CheckConstraint(
                condition=~Q(outcome="decline") | ~Q(reason_code=""), name="triage_decline_has_its_reason"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="redirect") | ~Q(channel=""), name="triage_redirect_has_its_channel"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="park") | Q(review_on__isnull=False), name="triage_park_has_its_date"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="merge") | Q(merged_into__isnull=False),
                name="triage_merge_has_its_target",
            ),
        ]

    def __str__(self):
        return f"{self.idea_id} · {self.outcome}"
