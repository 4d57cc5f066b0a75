"""Visits where the work is done: who went, when, to which site and team; what was said there; the answers owed."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from parkour.engagements.models.engagements import _by
from parkour.organisation.models import Site, Team

COMPANY_LIMIT, SEEN_LIMIT, ASKED_LIMIT, WHOM_LIMIT, ANSWER_LIMIT = 200, 2_000, 300, 120, 1_000


class Visit(models.Model):
    """Somebody went to see where the work is done. Written by `services.visits` only."""

    key = models.UUIDField(_("key of the form"), unique=True, editable=False)
    by = _by(_("who went"))
    company = models.CharField(_("who went along"), max_length=COMPANY_LIMIT, blank=True)
    on = models.DateField(_("day"))
    site = models.ForeignKey(Site, models.PROTECT, related_name="+", verbose_name=_("site"))
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("team"))
    words = models.TextField(_("what was seen"), blank=True)
    noted_at = models.DateTimeField(_("noted on"))
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        verbose_name = _("field visit")
        verbose_name_plural = _("field visits")
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["-on", "-id"], name="visit_by_day")]

    def __str__(self):
        return f"{self.site_id} {self.on}"

    def get_absolute_url(self):
        return reverse("engagements:visit", args=[self.pk])


class VisitCapture(models.Model):
    """A contribution that was said during a visit and typed for whoever said it (`ideas.Capture`)."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="captures", verbose_name=_("field visit"))
    idea = models.OneToOneField("ideas.Idea", models.CASCADE, related_name="+", verbose_name=_("contribution"))

    class Meta:
        verbose_name = _("contribution of a visit")
        verbose_name_plural = _("contributions of visits")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.visit_id} {self.idea_id}"


class OwedAnswer(models.Model):
    """A question asked during a visit, to whom an answer is owed, by which day; answered with its words and its day."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="owed", verbose_name=_("field visit"))
    question = models.CharField(_("what was asked"), max_length=ASKED_LIMIT)
    whom = models.CharField(_("to whom it is owed"), max_length=WHOM_LIMIT)
    due_on = models.DateField(_("owed by"))
    noted_at = models.DateTimeField(_("noted on"))
    answer = models.TextField(_("what was answered"), blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answered_by = _by(_("answered by"))

    class Meta:
        verbose_name = _("answer owed")
        verbose_name_plural = _("answers owed")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(question="") & ~Q(whom=""), name="owed_answer_says_what_to_whom"),
            models.CheckConstraint(
                condition=Q(answered_on=None, answer="") | (Q(answered_on__isnull=False) & ~Q(answer="")),
                name="owed_answer_is_given_with_its_day",
            ),
            # One question owed twice to the same people at one visit is a double click.
            models.UniqueConstraint(fields=["visit", "question", "whom"], name="owed_answer_once"),
        ]
        indexes = [models.Index(fields=["due_on", "id"], condition=Q(answered_on=None), name="owed_answer_open")]

    def __str__(self):
        return self.question
