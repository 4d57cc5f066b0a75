"""Dates by which somebody is told that a contribution waits: kept as rows, so that no job has to run in time."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ideas.enums import Danger
from ideas.models.idea import Idea


class PromiseWatch(models.Model):
    """The reminders of a promised answer: the last stage told (`ideas.promises.Stage`), when the next one is due."""

    idea = models.OneToOneField(
        Idea, models.CASCADE, primary_key=True, related_name="promise_watch", verbose_name=_("contribution")
    )
    stage = models.PositiveSmallIntegerField(_("last stage told"), default=0)
    due_at = models.DateTimeField(_("next reminder"), null=True, blank=True)

    class Meta:
        verbose_name = _("watch of a promise")
        verbose_name_plural = _("watches of promises")
        ordering = ["pk"]
        indexes = [models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="promise_watch_due")]

    def __str__(self):
        return f"{self.idea_id} · {self.stage}"


class RedFlag(models.Model):
    """Somebody's safety or dignity: an officer looks at it the same working day, until `due_at`.

    Without `raised_by` the words of the contribution raised it, or its author, whom nobody knows. An officer lifts it,
    with the reason.
    """

    idea = models.OneToOneField(
        Idea, models.CASCADE, primary_key=True, related_name="red_flag", verbose_name=_("contribution")
    )
    kind = models.CharField(_("what is at stake"), max_length=10, choices=Danger.choices)
    reason = models.TextField(_("why"))
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("raised by")
    )
    raised_at = models.DateTimeField(_("raised on"))
    due_at = models.DateTimeField(_("to be seen by"))
    unseen_told_at = models.DateTimeField(_("told to the deputy on"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lifted by")
    )
    lifted_at = models.DateTimeField(_("lifted on"), null=True, blank=True)
    lifted_because = models.TextField(_("why it is lifted"), blank=True)

    class Meta:
        verbose_name = _("red flag")
        verbose_name_plural = _("red flags")
        ordering = ["due_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Danger.values), name="red_flag_kind_is_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="red_flag_has_its_reason"),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None, lifted_because="")
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_because="")),
                name="red_flag_lifted_by_somebody_for_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(lifted_at=None), name="red_flag_raised")]

    def __str__(self):
        return f"{self.idea_id} · {self.kind}"
