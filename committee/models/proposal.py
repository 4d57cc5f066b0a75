from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from committee.models.session import Session


class ProposalState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("state of a plan", "Asked for")
    RUNNING = "running", pgettext_lazy("state of a plan", "Under way")
    DONE = "done", pgettext_lazy("state of a plan", "Ready")
    FAILED = "failed", pgettext_lazy("state of a plan", "Not found")


class AgendaProposal(models.Model):
    """A plan of a whole session, asked of the worker. `result` is the last one found, kept while the next is made.

    `failure`: why the last attempt found none, as `committee.services.whole_session` writes it.
    """

    session = models.OneToOneField(
        Session, models.CASCADE, related_name="proposal", verbose_name=_("session"), primary_key=True
    )
    state = models.CharField(_("state"), max_length=7, choices=ProposalState.choices, default=ProposalState.ASKED)
    asked_at = models.DateTimeField(_("asked for on"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    started_at = models.DateTimeField(_("begun on"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    result = models.JSONField(_("plan"), null=True, blank=True)
    found_at = models.DateTimeField(_("found on"), null=True, blank=True)
    failure = models.JSONField(_("why none was found"), default=dict, blank=True)

    class Meta:
        verbose_name = _("planned session")
        verbose_name_plural = _("planned sessions")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ProposalState.values), name="proposal_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(started_at__isnull=False), name="proposal_running_has_begun"
            ),
        ]

    def __str__(self):
        return f"{self.session_id} · {self.get_state_display()}"
