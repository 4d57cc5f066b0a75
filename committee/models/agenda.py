from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from committee.enums import Block, ItemState
from committee.models.session import Session
from ideas.enums import State
from ideas.models import Decision, Idea
from ideas.privacy import Veil


class AgendaItem(models.Model):
    """A point of the agenda. Durations are whole half-minutes.

    `reasons` are the codes of `committee.planning.Reason` that explain why it was proposed. What a room reads
    is written by `committee.selectors.veiled`, which fills `veil` and `shared_title`.
    """

    veil = Veil()  # over those who may not be named beside this point
    shared_title = ""  # the title of the contribution without their names

    session = models.ForeignKey(Session, models.CASCADE, related_name="items", verbose_name=_("session"))
    block = models.CharField(_("block"), max_length=10, choices=Block.choices)
    position = models.PositiveSmallIntegerField(_("order in the block"))
    duration = models.PositiveSmallIntegerField(_("duration (half-minutes)"))
    idea = models.ForeignKey(
        Idea,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agenda_items",
        verbose_name=_("contribution"),
    )
    # Something decided before, of which this point tells what became: a subject of its own, nothing to decide on.
    about = models.ForeignKey(
        Idea,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="reported_in",
        verbose_name=_("what it reports on"),
    )
    title = models.CharField(_("title"), max_length=300, blank=True)
    presenter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("presented by"),
    )
    pinned = models.BooleanField(_("kept in place"), default=False)
    reasons = models.JSONField(_("why it is here"), default=list, blank=True)
    state = models.CharField(
        _("state"), max_length=8, choices=ItemState.choices, default=ItemState.PENDING, editable=False
    )
    started_at = models.DateTimeField(_("under discussion since"), null=True, blank=True, editable=False)
    spent = models.PositiveIntegerField(_("time it took (seconds)"), null=True, blank=True, editable=False)
    # Given or taken in the room; the agenda that was sent keeps its durations.
    added_minutes = models.SmallIntegerField(_("minutes added in the room"), default=0, db_default=0, editable=False)
    decision = models.OneToOneField(
        Decision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agenda_item",
        verbose_name=_("decision"),
    )

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering = ["session", "block", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "block", "position"],
                name="agenda_position_unique_in_block",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["session", "idea"],
                condition=Q(idea__isnull=False),
                name="agenda_idea_once_per_session",
            ),
            models.CheckConstraint(condition=Q(idea__isnull=False) | ~Q(title=""), name="agenda_item_has_a_subject"),
            models.CheckConstraint(condition=Q(duration__gte=1), name="agenda_item_takes_time"),
            models.CheckConstraint(condition=Q(block__in=Block.values), name="agenda_block_is_known"),
            models.UniqueConstraint(
                fields=["session"], condition=Q(state="current"), name="agenda_one_point_at_a_time"
            ),
        ]

    def __str__(self):
        return self.subject

    @property
    def subject(self):
        return self.title or self.shared_title or (self.idea.display_title if self.idea else "")

    @property
    def shown_presenter(self):
        """Who presents it; None when that would name somebody who may not be."""
        return None if self.veil.hides(self.presenter) else self.presenter

    @property
    def shown_owner(self):
        """Who carries the decision out, in words; "" when nobody does."""
        owner = self.decision.owner if self.decision else None
        return gettext("somebody whose name is hidden") if self.veil.hides(owner) else str(owner or "")

    @property
    def shown_words(self):
        """What its author wants changed, else what is wrong; "" for a point that is no contribution."""
        return self.veil.words(self.idea.change_text or self.idea.problem_text) if self.idea else ""

    @property
    def shown_reason(self):
        """Why it was decided so; "" before the decision."""
        return self.veil.words(self.decision.reason) if self.decision else ""

    @property
    def minutes(self):
        return self.duration / 2

    @property
    def is_withdrawn(self):
        """Its author took the contribution back: nothing is left to decide."""
        return self.idea_id is not None and self.idea.state == State.WITHDRAWN

    @property
    def awaits_decision(self):
        """A contribution that is still before the committee."""
        return self.idea_id is not None and self.decision_id is None and self.idea.state == State.SCHEDULED


class AgendaRelease(models.Model):
    """A version of the agenda as it was sent. Never changed."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="releases", verbose_name=_("session"))
    version = models.PositiveSmallIntegerField(_("version"))
    snapshot = models.JSONField(_("agenda"))
    released_at = models.DateTimeField(_("released on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("released agenda")
        verbose_name_plural = _("released agendas")
        ordering = ["session", "-version"]
        constraints = [models.UniqueConstraint(fields=["session", "version"], name="agenda_version_once")]

    def __str__(self):
        return f"{self.session_id} v{self.version}"
