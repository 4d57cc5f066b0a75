"""What happens in the room while a session runs."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from committee.enums import Choice, RoomEventKind
from committee.models.agenda import AgendaItem
from committee.models.session import Session


class RoomEvent(models.Model):
    """One thing that happened, for the minutes and the audit. Never changed, but for being taken back.

    `person` is whom it is about, `by` who did it, None for the clock; `facts` is what taking it back needs, and which
    vote it was: never anything of a ballot.
    """

    session = models.ForeignKey(Session, models.CASCADE, related_name="events", verbose_name=_("session"))
    kind = models.CharField(_("what"), max_length=16, choices=RoomEventKind.choices)
    item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("agenda item")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))
    words = models.CharField(_("in words"), max_length=300, blank=True)
    facts = models.JSONField(default=dict, blank=True, editable=False)
    undone_at = models.DateTimeField(_("taken back on"), null=True, blank=True)

    class Meta:
        verbose_name = _("event of a session")
        verbose_name_plural = _("events of sessions")
        ordering = ["session", "at", "pk"]
        indexes = [models.Index(fields=["session", "at"], name="room_event_by_moment")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=RoomEventKind.values), name="room_event_is_known"),
        ]

    def __str__(self):
        return f"{self.session_id} · {self.kind}"


class Interest(models.Model):
    """« I am concerned »: a member stays out of the vote on one point. Whoever runs the session reads why."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="interests", verbose_name=_("agenda item"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    reason = models.CharField(_("why"), max_length=500)
    declared_at = models.DateTimeField(_("declared on"))

    class Meta:
        verbose_name = _("declared interest")
        verbose_name_plural = _("declared interests")
        ordering = ["item", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "person"], name="interest_once_per_item_and_person"),
            models.CheckConstraint(condition=~Q(reason=""), name="interest_says_why"),
        ]

    def __str__(self):
        return f"{self.item_id} · {self.person_id}"


class SpeakingRequest(models.Model):
    """A raised hand. It has the floor from `called_at` on, and is over at `ended_at`."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="hands", verbose_name=_("session"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    is_point_of_order = models.BooleanField(_("on how the session is held"), default=False)
    asked_at = models.DateTimeField(_("asked at"))
    called_at = models.DateTimeField(_("called at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("over at"), null=True, blank=True)

    class Meta:
        verbose_name = _("request to speak")
        verbose_name_plural = _("requests to speak")
        # Whoever speaks, then points of order, then as they came.
        ordering = [F("called_at").asc(nulls_last=True), "-is_point_of_order", "asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"], condition=Q(ended_at=None), name="hand_once_per_person"
            ),
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(called_at__isnull=False, ended_at=None),
                name="hand_one_speaks_at_a_time",
            ),
        ]

    def __str__(self):
        return f"{self.session_id} · {self.person_id}"


class Practice(models.Model):
    """A test vote: everybody tries their telephone, nothing is counted and nothing of it is in the minutes."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="practices", verbose_name=_("session"))
    opened_at = models.DateTimeField(_("opened at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("test vote")
        verbose_name_plural = _("test votes")
        ordering = ["session", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session"], condition=Q(closed_at=None), name="practice_one_at_a_time")
        ]

    def __str__(self):
        return f"{self.session_id} · {self.pk}"


class PracticeBallot(models.Model):
    """What somebody tried. Gone once the test is over."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="ballots", verbose_name=_("test vote"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    choice = models.CharField(_("choice"), max_length=7, choices=Choice.choices)

    class Meta:
        verbose_name = _("ballot of a test vote")
        verbose_name_plural = _("ballots of test votes")
        ordering = ["practice", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "person"], name="practice_one_ballot_per_person"),
            models.CheckConstraint(condition=Q(choice__in=Choice.values), name="practice_choice_is_known"),
        ]

    def __str__(self):
        return f"{self.practice_id}"
