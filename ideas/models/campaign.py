from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ideas.enums import CampaignState, CampaignTarget
from parkour.core import clock
from parkour.organisation.models import Site, Team


class Campaign(models.Model):
    """A question put to people for a while, and what came of it.

    No job opens or closes it: its state follows from its dates and the clock. Once announced its code is printed on
    walls and stays. Written by `services.campaigns` only.
    """

    code = models.SlugField(_("code of its address"), max_length=40, unique=True)
    question = models.CharField(_("question"), max_length=200)
    explanation = models.TextField(_("in a few words"), blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    sponsor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="sponsored_campaigns", verbose_name=_("sponsor")
    )
    target = models.CharField(
        _("for whom"), max_length=10, choices=CampaignTarget.choices, default=CampaignTarget.EVERYBODY
    )
    sites = models.ManyToManyField(Site, blank=True, related_name="campaigns", verbose_name=_("sites"))
    teams = models.ManyToManyField(Team, blank=True, related_name="campaigns", verbose_name=_("teams"))
    announced_at = models.DateTimeField(_("announced on"), null=True, blank=True, editable=False)
    summary = models.TextField(_("what came of it"), blank=True)
    outcomes = models.ManyToManyField(
        "ideas.Idea", blank=True, related_name="told_by_campaigns", verbose_name=_("contributions that came of it")
    )
    summarised_at = models.DateTimeField(_("told on"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("written on"))
    version = models.PositiveIntegerField(_("version"), default=1, editable=False, validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="campaign_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(question=""), name="campaign_asks_something"),
            models.CheckConstraint(condition=Q(target__in=CampaignTarget.values), name="campaign_target_is_known"),
            models.CheckConstraint(
                condition=Q(summarised_at=None) | (~Q(summary="") & Q(announced_at__isnull=False)),
                name="campaign_summarised_has_its_words",
            ),
        ]
        indexes = [models.Index(fields=["-starts_on", "-id"], name="campaign_newest")]

    def __str__(self):
        return self.question

    def get_absolute_url(self):
        return reverse("ideas:campaign", args=[self.code])

    @property
    def asks_some(self):
        """It asks some people only: an answer without a name, shown as one of its answers, could name its author."""
        return self.target != CampaignTarget.EVERYBODY

    @property
    def state(self) -> CampaignState:
        """Where it stands today."""
        today = clock.today()
        if self.announced_at is None:
            return CampaignState.DRAFT
        if self.summarised_at is not None:
            return CampaignState.SUMMARISED
        if today < self.starts_on:
            return CampaignState.ANNOUNCED
        return CampaignState.OPEN if today <= self.ends_on else CampaignState.CLOSED

    @property
    def is_open(self) -> bool:
        return self.state == CampaignState.OPEN

    @property
    def days_left(self) -> int:
        """Whole days before the last one; 0 on the last."""
        return (self.ends_on - clock.today()).days

    def asks(self, person) -> bool:
        """Whether it is for this person, by the site and the team of their account."""
        if self.target == CampaignTarget.SITES:
            return person.site_id in {site.pk for site in self.sites.all()}
        if self.target == CampaignTarget.TEAMS:
            return person.team_id in {team.pk for team in self.teams.all()}
        return True
