from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from committee.enums import MinutesReply
from committee.models.agenda import AgendaItem
from committee.models.session import Session
from ideas.models import Decision


def _person(label, **options):
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=label, **options)


class Minutes(models.Model):
    """The record of decisions: what the session knows, and what the officer adds until it is published.

    `points` are the words about single points, {key of the point as text: words}. `edition` is the number of the last
    `MinutesVersion`, 0 before anything was written. `approval_due_at`: when they are approved unless a member objects;
    a correction puts it off. `approved_at` is written once, by the sweeper; readers ask `committee.approval`.
    """

    session = models.OneToOneField(Session, models.CASCADE, related_name="minutes", verbose_name=_("session"))
    note = models.TextField(_("what else was said"), blank=True)
    points = models.JSONField(_("words about points"), default=dict, blank=True)
    edition = models.PositiveIntegerField(_("version"), default=0, editable=False)
    published_at = models.DateTimeField(_("published on"), null=True, blank=True)
    published_by = _person(_("published by"), null=True, blank=True)
    approval_due_at = models.DateTimeField(_("approved unless a member objects by"), null=True, blank=True)
    approved_at = models.DateTimeField(_("approved on"), null=True, blank=True)

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="minutes_published_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, approval_due_at=None)
                | Q(published_at__isnull=False, approval_due_at__isnull=False),
                name="minutes_published_await_approval",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None) | Q(approval_due_at__isnull=False),
                name="minutes_approved_were_published",
            ),
        ]
        indexes = [
            models.Index(
                fields=["approval_due_at"],
                condition=Q(approved_at=None, published_at__isnull=False),
                name="minutes_to_approve",
            )
        ]

    def __str__(self):
        return f"{_('minutes')} {self.session_id}"


class MinutesVersion(models.Model):
    """The words of the officer as they were saved once. Only added, never changed."""

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="versions", verbose_name=_("minutes"))
    number = models.PositiveIntegerField(_("version"))
    note = models.TextField(_("what else was said"), blank=True)
    points = models.JSONField(_("words about points"), default=dict, blank=True)
    # Nobody is known for words kept before there were versions.
    by = _person(_("by"), null=True, blank=True)
    at = models.DateTimeField(_("on"))

    class Meta:
        verbose_name = _("version of minutes")
        verbose_name_plural = _("versions of minutes")
        ordering = ["minutes", "-number"]
        constraints = [models.UniqueConstraint(fields=["minutes", "number"], name="minutes_version_once")]

    def __str__(self):
        return f"{self.minutes_id} v{self.number}"


class MinutesObjection(models.Model):
    """A member says what is wrong in published minutes; the officer corrects them or says why not."""

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="objections", verbose_name=_("minutes"))
    person = _person(_("member"))
    words = models.TextField(_("what is wrong"))
    at = models.DateTimeField(_("on"))
    reply = models.CharField(_("answer"), max_length=9, choices=MinutesReply.choices, blank=True)
    reply_words = models.TextField(_("why"), blank=True)
    replied_by = _person(_("answered by"), null=True, blank=True)
    replied_at = models.DateTimeField(_("answered on"), null=True, blank=True)

    class Meta:
        verbose_name = _("objection to minutes")
        verbose_name_plural = _("objections to minutes")
        ordering = ["minutes", "at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="minutes_objection_says_why"),
            models.CheckConstraint(
                condition=Q(reply="", reply_words="", replied_at=None, replied_by=None)
                | (
                    Q(reply__in=MinutesReply.values, replied_at__isnull=False, replied_by__isnull=False)
                    & ~Q(reply_words="")
                ),
                name="minutes_objection_answered_in_words",
            ),
            models.UniqueConstraint(
                fields=["minutes", "person"], condition=Q(reply=""), name="minutes_objection_one_open_per_member"
            ),
        ]

    def __str__(self):
        return f"{self.minutes_id} · {self.person_id}"


class Erratum(models.Model):
    """What was wrong in published minutes, what is right, and why. The record itself stays as it was published.

    `item`: the point it is about, None for the whole. `decision`: the one that replaces that of the point, if it does.
    """

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="errata", verbose_name=_("minutes"))
    number = models.PositiveSmallIntegerField(_("number"))
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="errata", verbose_name=_("agenda item")
    )
    words = models.TextField(_("what is right"))
    reason = models.TextField(_("why it is corrected"))
    decision = models.OneToOneField(
        Decision, models.PROTECT, null=True, blank=True, related_name="erratum", verbose_name=_("decision")
    )
    objection = models.OneToOneField(
        MinutesObjection, models.PROTECT, null=True, blank=True, related_name="erratum", verbose_name=_("objection")
    )
    by = _person(_("by"))
    at = models.DateTimeField(_("on"))

    class Meta:
        verbose_name = _("erratum")
        verbose_name_plural = _("errata")
        ordering = ["minutes", "number"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "number"], name="erratum_number_once"),
            models.CheckConstraint(condition=~Q(words="") & ~Q(reason=""), name="erratum_says_what_and_why"),
        ]

    def __str__(self):
        return f"{self.minutes_id} · {self.number}"
