"""What colleagues add to a contribution of the board: their support, their attention, their words."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ideas.enums import ReportReason
from ideas.models.idea import Idea

# What readers see of the comments: the others were removed by their writer, or hidden by the officer.
SHOWN = Q(removed_at=None, hidden_at=None)


def _person(related_name, **options):
    options = {"on_delete": models.PROTECT, "verbose_name": _("person")} | options
    return models.ForeignKey(settings.AUTH_USER_MODEL, related_name=related_name, **options)


def _merged_from():
    """The row came with a contribution that was merged; it is taken back when this one is separated again."""
    return models.ForeignKey(
        Idea, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("merged from")
    )


class Support(models.Model):
    """One person wants this contribution. There is no dislike, and nobody is named."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="supports", verbose_name=_("contribution"))
    person = _person("supports")
    at = models.DateTimeField(_("on"))
    merged_from = _merged_from()

    class Meta:
        verbose_name = _("support")
        verbose_name_plural = _("supports")
        constraints = [models.UniqueConstraint(fields=["idea", "person"], name="supported_once")]

    def __str__(self):
        return f"{self.idea_id} · {self.pk}"


class Follow(models.Model):
    """One person wants to know what becomes of this contribution. Its authors are told without a row."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="follows", verbose_name=_("contribution"))
    person = _person("follows")
    at = models.DateTimeField(_("on"))
    merged_from = _merged_from()

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        constraints = [models.UniqueConstraint(fields=["idea", "person"], name="followed_once")]
        indexes = [models.Index(fields=["person", "-id"], name="follow_of_person")]

    def __str__(self):
        return f"{self.idea_id} · {self.pk}"


class Comment(models.Model):
    """What one person says about a contribution, for everybody who reads it.

    Removed by its writer, its words are gone. Hidden by the officer, they are kept with the reason.
    """

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="comments", verbose_name=_("contribution"))
    writer = _person("comments", verbose_name=_("writer"))
    body = models.TextField(_("text"), blank=True)
    client_uuid = models.UUIDField(_("key of the form"), default=uuid.uuid4, unique=True, editable=False)
    written_at = models.DateTimeField(_("written on"))
    edited_at = models.DateTimeField(_("corrected on"), null=True, blank=True)
    removed_at = models.DateTimeField(_("removed on"), null=True, blank=True)
    hidden_at = models.DateTimeField(_("hidden on"), null=True, blank=True)
    hidden_by = _person("+", null=True, blank=True, verbose_name=_("hidden by"))
    hidden_reason = models.TextField(_("why it is hidden"), blank=True)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(removed_at=None) & ~Q(body="")) | Q(removed_at__isnull=False, body=""),
                name="comment_has_words_until_removed",
            ),
            models.CheckConstraint(
                condition=Q(hidden_at=None, hidden_by=None, hidden_reason="")
                | (Q(hidden_at__isnull=False, hidden_by__isnull=False) & ~Q(hidden_reason="")),
                name="comment_hidden_by_somebody_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["idea", "-id"], condition=SHOWN, name="comment_shown_of_idea"),
            models.Index(fields=["writer", "-written_at"], name="comment_of_writer"),
        ]

    def __str__(self):
        return f"{self.idea_id} · {self.pk}"


class CommentReport(models.Model):
    """One reader asks the officer to look at a comment; open until the officer has answered."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="reports", verbose_name=_("comment"))
    person = _person("comment_reports")
    reason = models.CharField(_("reason"), max_length=10, choices=ReportReason.choices)
    note = models.TextField(_("words"), blank=True)
    at = models.DateTimeField(_("on"))
    settled_at = models.DateTimeField(_("answered on"), null=True, blank=True)

    class Meta:
        verbose_name = _("report of a comment")
        verbose_name_plural = _("reports of comments")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["comment", "person"], name="comment_reported_once"),
            models.CheckConstraint(condition=Q(reason__in=ReportReason.values), name="report_reason_is_known"),
        ]
        indexes = [models.Index(fields=["comment"], condition=Q(settled_at=None), name="report_open")]

    def __str__(self):
        return f"{self.comment_id} · {self.reason}"
