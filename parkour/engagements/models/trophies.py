"""Trophies: an edition with its categories, the contributions nominated, its jury by pole, and what the vote gave."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from committee.enums import CollegeCode
from parkour.engagements.awarding import Phase, Verdict, phase_of

EDITION_LIMIT, FOREWORD_LIMIT, CATEGORY_LIMIT, REWARDS_LIMIT, CITATION_LIMIT = 120, 500, 120, 300, 300
VERDICTS = [("", "—"), *((verdict.value, verdict.label) for verdict in Verdict)]


class TrophyEdition(models.Model):
    """Trophies of one day. Written by `services.trophies` and `services.juries` only."""

    title = models.CharField(_("title"), max_length=EDITION_LIMIT)
    on = models.DateField(_("day of the ceremony"))
    words = models.CharField(_("foreword"), max_length=FOREWORD_LIMIT, blank=True)
    made_at = models.DateTimeField(_("written on"))
    opened_at = models.DateTimeField(_("vote opened on"), null=True, blank=True)
    closed_at = models.DateTimeField(_("counted on"), null=True, blank=True)
    published_at = models.DateTimeField(_("told to everybody on"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        verbose_name = _("edition of the trophies")
        verbose_name_plural = _("editions of the trophies")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="trophies_have_a_title"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(opened_at__isnull=False), name="trophies_counted_were_voted"
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(closed_at__isnull=False), name="trophies_told_were_counted"
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("engagements:trophy_edition", args=[self.pk])

    @property
    def phase(self) -> Phase:
        return phase_of(self.opened_at, self.closed_at, self.published_at)


class TrophyCategory(models.Model):
    """One trophy of an edition; its verdict and how many of each pole voted once it is counted."""

    edition = models.ForeignKey(TrophyEdition, models.CASCADE, related_name="categories", verbose_name=_("edition"))
    title = models.CharField(_("title"), max_length=CATEGORY_LIMIT)
    words = models.CharField(_("what it rewards"), max_length=REWARDS_LIMIT, blank=True)
    verdict = models.CharField(_("verdict"), max_length=7, choices=VERDICTS, blank=True, editable=False)
    ballots = models.JSONField(_("ballots by pole"), default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("category of trophies")
        verbose_name_plural = _("categories of trophies")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="trophy_category_has_a_title"),
            models.UniqueConstraint(fields=["edition", "title"], name="trophy_category_once"),
        ]

    def __str__(self):
        return self.title


class TrophyNominee(models.Model):
    """A contribution that was carried out, nominated in a category; `votes` by pole are kept of winners alone."""

    category = models.ForeignKey(TrophyCategory, models.CASCADE, related_name="nominees", verbose_name=_("category"))
    idea = models.ForeignKey("ideas.Idea", models.CASCADE, related_name="+", verbose_name=_("contribution"))
    citation = models.CharField(_("why it is nominated"), max_length=CITATION_LIMIT, blank=True)
    won = models.BooleanField(_("won"), default=False, editable=False)
    votes = models.JSONField(_("votes by pole"), default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("nominee")
        verbose_name_plural = _("nominees")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["category", "idea"], name="trophy_nominee_once"),
            models.CheckConstraint(condition=Q(won=True) | Q(votes={}), name="trophy_votes_of_winners_alone"),
        ]

    def __str__(self):
        return f"{self.category_id} {self.idea_id}"


class TrophyJuror(models.Model):
    """Somebody of the jury of an edition, for one of the two poles."""

    edition = models.ForeignKey(TrophyEdition, models.CASCADE, related_name="jurors", verbose_name=_("edition"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    pole = models.CharField(_("pole"), max_length=12, choices=CollegeCode.choices)

    class Meta:
        verbose_name = _("member of a jury")
        verbose_name_plural = _("members of juries")
        ordering = ["pole", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "person"], name="trophy_juror_once"),
            models.CheckConstraint(condition=Q(pole__in=CollegeCode.values), name="trophy_juror_pole_is_known"),
        ]

    def __str__(self):
        return f"{self.edition_id} {self.person_id}"


class TrophyBallot(models.Model):
    """Whom a member of the jury approves in a category, while the vote lasts: forgotten as soon as it is counted."""

    category = models.ForeignKey(TrophyCategory, models.CASCADE, related_name="+", verbose_name=_("category"))
    juror = models.ForeignKey(TrophyJuror, models.CASCADE, related_name="ballots", verbose_name=_("member of the jury"))
    approved = models.JSONField(_("nominees approved"), default=list, blank=True)

    class Meta:
        verbose_name = _("ballot of a jury")
        verbose_name_plural = _("ballots of juries")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["category", "juror"], name="trophy_ballot_once")]

    def __str__(self):
        return f"{self.category_id}"
