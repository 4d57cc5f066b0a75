"""Interviews from which a journey is drawn. Nobody who was heard is written down: a stage, a day, and words."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from parkour.journeys.models.maps import Journey, Stage


class InterviewCampaign(models.Model):
    """People of one side are heard, from a first day to a last one. Written by `services.interviewing` only."""

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="campaigns", verbose_name=_("journey"))
    title = models.CharField(_("title"), max_length=120)
    goal = models.CharField(_("what is asked"), max_length=300, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        verbose_name = _("interview campaign")
        verbose_name_plural = _("interview campaigns")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="interviews_have_a_title"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="interviews_end_after_they_start"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("journeys:interviews", args=[self.pk])


class CampaignStage(models.Model):
    """Whom a campaign wants to hear at one stage: how many people there are, and how many were asked so far."""

    campaign = models.ForeignKey(
        InterviewCampaign, models.CASCADE, related_name="reach", verbose_name=_("interview campaign")
    )
    stage = models.ForeignKey(Stage, models.CASCADE, related_name="+", verbose_name=_("stage"))
    people = models.PositiveIntegerField(_("people at this stage"), default=0)
    asked = models.PositiveIntegerField(_("asked"), default=0)

    class Meta:
        verbose_name = _("stage of an interview campaign")
        verbose_name_plural = _("stages of interview campaigns")
        constraints = [models.UniqueConstraint(fields=["campaign", "stage"], name="interviews_reach_a_stage_once")]

    def __str__(self):
        return f"{self.campaign_id} {self.stage_id}"


class Interview(models.Model):
    """One interview that was held. Who was heard is nowhere; removed ones may be brought back."""

    campaign = models.ForeignKey(
        InterviewCampaign, models.CASCADE, related_name="interviews", verbose_name=_("interview campaign")
    )
    stage = models.ForeignKey(
        Stage, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("stage of the person")
    )
    on = models.DateField(_("heard on"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("heard by")
    )
    removed_at = models.DateTimeField(_("removed on"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("interview")
        verbose_name_plural = _("interviews")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.campaign_id} {self.on}"


class Tone(models.TextChoices):
    """What words tell of: something that helps, something that hinders, a wish."""

    HINDERS = "hinders", _("What hinders")
    HELPS = "helps", _("What helps")
    WISH = "wish", _("A wish")


class Verbatim(models.Model):
    """What somebody said, filed on the stage it is about. Read by those who hold interviews; by all once shown."""

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="verbatims", verbose_name=_("interview"))
    stage = models.ForeignKey(
        Stage, models.PROTECT, null=True, blank=True, related_name="verbatims", verbose_name=_("stage it is about")
    )
    tone = models.CharField(_("what it tells of"), max_length=8, choices=Tone.choices)
    text = models.CharField(_("words"), max_length=500)
    shown_at = models.DateTimeField(_("shown on its stage since"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("verbatim")
        verbose_name_plural = _("verbatims")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="verbatim_says_something"),
            models.CheckConstraint(condition=Q(tone__in=Tone.values), name="verbatim_tone_is_known"),
            models.CheckConstraint(
                condition=Q(shown_at=None) | Q(stage__isnull=False), name="verbatim_shown_is_on_a_stage"
            ),
        ]
        indexes = [
            models.Index(fields=["stage"], condition=Q(shown_at__isnull=False), name="verbatim_shown_at_a_stage")
        ]

    def __str__(self):
        return self.text
