from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from committee.enums import ConsultationState, PollState
from committee.models.poll import Poll
from committee.models.session import Session
from ideas.enums import State
from ideas.models import Idea
from ideas.privacy import Veil
from parkour.core import clock


class Consultation(models.Model):
    """A question to everybody who works in the house: on a point of a sent agenda, or by itself.

    Its poll holds method, rule, roll, ballots and, once it is closed, the result: {"ballots", "enrolled"} and "yes",
    "no", "abstain", or what `committee.methods.box.Counted.as_json` gives. Never who answered what, nor who answered.
    """

    veil = Veil()  # over those who may not be named beside it; filled by `selectors.consultations`
    shared_title = ""

    poll = models.OneToOneField(Poll, models.CASCADE, primary_key=True, related_name="consultation")
    session = models.ForeignKey(
        Session, models.CASCADE, null=True, blank=True, related_name="consultations", verbose_name=_("session")
    )
    idea = models.ForeignKey(
        Idea, models.PROTECT, null=True, blank=True, related_name="consultations", verbose_name=_("contribution")
    )
    title = models.CharField(_("question"), max_length=300, blank=True)
    opens_at = models.DateTimeField(_("opens on"))
    # What the pole of the employees is when it opens; whoever answers knows what their answer counts for.
    binding = models.BooleanField(_("counts as the pole of the employees"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    opening_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled on"), null=True, blank=True, editable=False)
    # None when nobody did it: its point was withdrawn.
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    cancelled_because = models.TextField(_("why it was cancelled"), blank=True, default="", editable=False)

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ["-opens_at", "-pk"]
        indexes = [models.Index(fields=["-opens_at", "-poll"], name="consultation_by_opening")]
        constraints = [
            models.CheckConstraint(
                condition=Q(idea__isnull=False) | (Q(session=None) & ~Q(title="")), name="consultation_has_a_subject"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_by=None, cancelled_because="")
                | (Q(cancelled_at__isnull=False) & ~Q(cancelled_because="")),
                name="consultation_cancelled_says_why",
            ),
            models.UniqueConstraint(
                fields=["session", "idea"],
                condition=Q(cancelled_at=None),
                name="consultation_once_per_point",
            ),
        ]

    def __str__(self):
        return self.subject

    def get_absolute_url(self):
        return reverse("committee:consultation", args=[self.pk])

    @property
    def subject(self):
        """What is asked; `selectors.consultations` fills in the title without hidden names."""
        return self.title or self.shared_title or (self.idea.display_title if self.idea else "")

    @property
    def has_lost_its_point(self):
        """Before the close, the contribution left the agenda on which everybody was asked."""
        if self.session_id is None or self.poll.state not in (PollState.READY, PollState.OPEN):
            return False
        if self.poll.closes_at <= clock.now():  # it is over, whoever has not written that down yet
            return False
        placed = self.idea.state == State.SCHEDULED and self.idea.session_url == self.session.get_absolute_url()
        return not placed

    @property
    def state(self) -> ConsultationState:
        """What holds now, whoever wrote it down."""
        if self.poll.state == PollState.VOID or self.has_lost_its_point:
            return ConsultationState.CANCELLED
        now = clock.now()
        if self.poll.closes_at <= now:
            return ConsultationState.CLOSED
        return ConsultationState.OPEN if self.opens_at <= now else ConsultationState.TO_COME

    @property
    def is_open(self):
        return self.state == ConsultationState.OPEN

    @property
    def is_closed(self):
        return self.state == ConsultationState.CLOSED

    @property
    def tone(self):
        """The colour of its state."""
        return {"open": "accent", "closed": "good", "to_come": "info"}.get(self.state, "")
