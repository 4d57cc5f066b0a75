from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ideas.enums import DecidedBy, DecisionOutcome
from ideas.models.idea import Idea


class EveryDecision(models.Manager):
    """Those that wait to be told too."""


class InForce(models.Manager):
    """Decisions that hold or held; those that wait to be told are the committee's alone."""

    def get_queryset(self):
        return super().get_queryset().filter(is_held=False)


class Decision(models.Model):
    """A decision on an idea. Exactly one is current; a later one supersedes it, nothing is edited.

    `is_held`: taken, and told to nobody outside the room yet (ADR 62); `Decision.all_taken` has these too.
    `counts` (for decisions by poll) is {college code: {"name", "yes", "no", "abstain", "present"}}.
    """

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="decisions", verbose_name=_("contribution"))
    outcome = models.CharField(_("outcome"), max_length=12, choices=DecisionOutcome.choices)
    decided_by = models.CharField(_("decided by"), max_length=15, choices=DecidedBy.choices)
    reason = models.TextField(_("public reason"))
    rule_text = models.CharField(_("rule applied"), max_length=300, blank=True)
    counts = models.JSONField(_("counts"), default=dict, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    at = models.DateTimeField(_("decided on"))
    source_label = models.CharField(_("where it was decided"), max_length=120, blank=True)
    superseded_at = models.DateTimeField(_("superseded on"), null=True, blank=True)
    is_held = models.BooleanField(_("waits to be told"), default=False, db_default=False, editable=False)

    objects = InForce()
    all_taken = EveryDecision()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["idea"], condition=Q(superseded_at=None, is_held=False), name="decision_one_is_current"
            ),
            models.UniqueConstraint(fields=["idea"], condition=Q(is_held=True), name="decision_one_is_held"),
            models.CheckConstraint(
                condition=Q(is_held=False) | Q(superseded_at=None), name="decision_held_is_not_superseded"
            ),
            models.CheckConstraint(condition=Q(outcome__in=DecisionOutcome.values), name="decision_outcome_is_known"),
            models.CheckConstraint(condition=Q(decided_by__in=DecidedBy.values), name="decision_origin_is_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="decision_has_its_reason"),
            models.CheckConstraint(
                condition=~Q(outcome="approved") | Q(owner__isnull=False, due_on__isnull=False),
                name="decision_adopted_has_owner_and_date",
            ),
        ]

    def __str__(self):
        return f"{self.idea_id} · {self.outcome}"
