from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ideas.enums import ActionStage, ActionStatus, ClaimLevel, Pilot
from ideas.gains import effect_with
from ideas.models.decision import Decision
from ideas.models.idea import Idea
from parkour.organisation.models import Team


class Action(models.Model):
    """The work that carries a decision out: an owner, a date, news, an end."""

    idea = models.OneToOneField(Idea, models.CASCADE, related_name="action", verbose_name=_("contribution"))
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+", verbose_name=_("decision"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="actions", verbose_name=_("owner"))
    due_on = models.DateField(_("due on"))
    stage = models.CharField(_("stage"), max_length=5, choices=ActionStage.choices, default=ActionStage.PLAN)
    status = models.CharField(_("status"), max_length=8, choices=ActionStatus.choices, default=ActionStatus.MOVING)
    progress = models.PositiveSmallIntegerField(_("progress (%)"), default=0)
    created_at = models.DateTimeField(_("given on"))
    last_news_at = models.DateTimeField(_("last news on"))
    done_at = models.DateTimeField(_("declared done on"), null=True, blank=True)
    evidence = models.TextField(_("what was done"), blank=True)
    claim_level = models.CharField(_("proof of the effect"), max_length=15, choices=ClaimLevel.choices, blank=True)
    effect = models.TextField(_("effect"), blank=True)
    team = models.ForeignKey(
        Team, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("team that carries it")
    )
    sites_done = models.PositiveSmallIntegerField(_("sites where it is done"), default=0, db_default=0)
    sites_total = models.PositiveSmallIntegerField(_("sites concerned"), default=0, db_default=0)
    pilot = models.CharField(_("pilot"), max_length=11, choices=Pilot.choices, blank=True, default="", db_default="")
    pilot_words = models.CharField(_("what the pilot showed"), max_length=300, blank=True, default="", db_default="")
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(progress__lte=100), name="action_progress_up_to_100"),
            models.CheckConstraint(
                condition=Q(status="done", done_at__isnull=False) | (~Q(status="done") & Q(done_at=None)),
                name="action_done_has_its_date",
            ),
            models.CheckConstraint(condition=Q(sites_done__lte=F("sites_total")), name="action_sites_done_of_all"),
            models.CheckConstraint(condition=Q(pilot__in=Pilot.values), name="action_pilot_is_known"),
            models.CheckConstraint(
                condition=~Q(pilot__in=["generalised", "stopped"]) | ~Q(pilot_words=""),
                name="action_pilot_ends_with_its_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "due_on"], name="action_of_owner"),
            models.Index(fields=["last_news_at"], condition=~Q(status="done"), name="action_without_news"),
        ]

    def __str__(self):
        return str(self.idea)

    def get_absolute_url(self):
        return reverse("ideas:action", kwargs={"reference": self.idea.reference})

    def effect_told(self, hidden, limit: int) -> str:
        """Its effect and the gains that were measured, in `limit` signs: what everybody is told. No estimate is."""
        measured = [gain.sentence(hidden) for gain in self.gains.all() if gain.measured_at]
        return effect_with(self.effect, measured, limit)


class ActionUpdate(models.Model):
    action = models.ForeignKey(Action, models.CASCADE, related_name="updates", verbose_name=_("action"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("on"))
    status = models.CharField(_("status"), max_length=8, choices=ActionStatus.choices)
    progress = models.PositiveSmallIntegerField(_("progress (%)"))
    note = models.TextField(_("news"), blank=True)

    class Meta:
        verbose_name = _("news of an action")
        verbose_name_plural = _("news of actions")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return self.note[:60]


class PublicUpdate(models.Model):
    """« You said, we did »: what everyone reads about one idea. The latest is shown."""

    idea = models.OneToOneField(Idea, models.CASCADE, related_name="public_update", verbose_name=_("contribution"))
    you_said = models.TextField(_("you said"))
    we_did = models.TextField(_("we did, or why not"))
    effect = models.CharField(_("measured effect"), max_length=300, blank=True)
    credits = models.CharField(_("thanks to"), max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("written by"),
    )
    published_at = models.DateTimeField(_("published on"))

    class Meta:
        verbose_name = _("public update")
        verbose_name_plural = _("public updates")
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(you_said="") & ~Q(we_did=""), name="public_update_has_both_sides")
        ]

    def __str__(self):
        return self.you_said[:60]
