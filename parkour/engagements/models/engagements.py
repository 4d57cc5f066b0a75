"""The register of what irritates, the promises made about it, the steps towards them, the proofs."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from parkour.core import clock
from parkour.engagements.standing import Standing, standing_of
from parkour.indicators.models import Attention, Indicator
from parkour.indicators.models.indicators import DIGITS, PLACES

TITLE_LIMIT, WORDS_LIMIT, WHY_LIMIT, SENTENCE_LIMIT, STEP_LIMIT = 160, 2_000, 300, 200, 200
PROOF_LIMIT, PLACE_LIMIT = 1_000, 300


def _by(label, **options):
    """Somebody who did it: their account may go, what they did stays."""
    options = {"null": True, "blank": True, "related_name": "+"} | options
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=label, **options)


class Irritant(models.Model):
    """What gets in the way of customers or employees. Written by `services.irritants` only."""

    title = models.CharField(_("what irritates"), max_length=TITLE_LIMIT)
    words = models.TextField(_("in more words"), blank=True)
    attention = models.CharField(_("whom it irritates"), max_length=9, choices=Attention.choices)
    stage = models.ForeignKey(
        "journeys.Stage", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("stage")
    )
    ideas = models.ManyToManyField(
        "ideas.Idea", blank=True, related_name="irritants", verbose_name=_("contributions that say so")
    )
    noted_by = _by(_("noted by"))
    noted_at = models.DateTimeField(_("noted on"))
    closed_at = models.DateTimeField(_("put aside on"), null=True, blank=True)
    closed_why = models.CharField(_("why it is put aside"), max_length=WHY_LIMIT, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        verbose_name = _("irritant")
        verbose_name_plural = _("irritants")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="irritant_has_a_title"),
            models.CheckConstraint(condition=Q(attention__in=Attention.values), name="irritant_attention_is_known"),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_why="") | (Q(closed_at__isnull=False) & ~Q(closed_why="")),
                name="irritant_put_aside_with_a_reason",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("engagements:irritant", args=[self.pk])


class Engagement(models.Model):
    """A promise about an irritant. Kept with a proof, or not at all. Written by `services.promises`, `proving`."""

    irritant = models.ForeignKey(
        Irritant, models.PROTECT, related_name="engagements", verbose_name=_("what it answers")
    )
    sentence = models.CharField(_("promise"), max_length=SENTENCE_LIMIT)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="engagements", verbose_name=_("who answers for it")
    )
    due_on = models.DateField(_("due on"))
    first_due_on = models.DateField(_("first promised for"), null=True, blank=True)
    moved_why = models.CharField(_("why the date moved"), max_length=WHY_LIMIT, blank=True)
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("series that shows it")
    )
    written_at = models.DateTimeField(_("written on"))
    published_at = models.DateTimeField(_("on the charter since"), null=True, blank=True)
    published_by = _by(_("put on the charter by"))
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True, blank=True)
    withdrawn_why = models.CharField(_("why it is withdrawn"), max_length=WHY_LIMIT, blank=True)
    kept_at = models.DateTimeField(_("kept since"), null=True, blank=True)
    kept_by = models.OneToOneField(
        "Proof", models.PROTECT, null=True, blank=True, related_name="keeps", verbose_name=_("proof that it is kept")
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        verbose_name = _("engagement")
        verbose_name_plural = _("engagements")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(sentence=""), name="engagement_says_what"),
            models.CheckConstraint(
                condition=Q(kept_at=None, kept_by=None) | Q(kept_at__isnull=False, kept_by__isnull=False),
                name="engagement_is_kept_by_a_proof",
            ),
            models.CheckConstraint(
                condition=Q(kept_at=None) | Q(published_at__isnull=False, withdrawn_at=None),
                name="engagement_kept_was_promised",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_why="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_why="")),
                name="engagement_withdrawn_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, first_due_on=None)
                | Q(published_at__isnull=False, first_due_on__isnull=False),
                name="engagement_promised_for_a_day",
            ),
        ]

    def __str__(self):
        return self.sentence

    def get_absolute_url(self):
        return reverse("engagements:engagement", args=[self.pk])

    @property
    def standing(self) -> Standing:
        """Where it stands today."""
        return standing_of(
            published=self.published_at is not None,
            withdrawn=self.withdrawn_at is not None,
            proved=self.kept_by_id is not None,
            due_on=self.due_on,
            today=clock.today(),
        )

    @property
    def has_moved(self) -> bool:
        """Whether the day promised at first was put off."""
        return self.first_due_on not in {None, self.due_on}


class Step(models.Model):
    """Something done towards a promise: by itself, or carried by a contribution."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="steps", verbose_name=_("engagement"))
    words = models.CharField(_("what is done"), max_length=STEP_LIMIT)
    idea = models.ForeignKey(
        "ideas.Idea", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("contribution")
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    added_at = models.DateTimeField(_("added on"))

    class Meta:
        verbose_name = _("step of an engagement")
        verbose_name_plural = _("steps of engagements")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="engagement_step_says_what")]

    def __str__(self):
        return self.words


class Proof(models.Model):
    """What shows that a promise is kept, or on its way, on a day. Never edited: taken back with a reason.

    `starts_on`, `numerator`, `denominator`: the point of the series that was the last one when it was given.
    """

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="proofs", verbose_name=_("engagement"))
    on = models.DateField(_("day"))
    words = models.TextField(_("what proves it"))
    place = models.CharField(_("where it can be seen"), max_length=PLACE_LIMIT, blank=True)
    starts_on = models.DateField(_("first day of the period"), null=True, blank=True)
    numerator = models.DecimalField(_("numerator"), max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True)
    denominator = models.DecimalField(_("denominator"), max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True)
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("indicator")
    )
    given_by = _by(_("given by"))
    given_at = models.DateTimeField(_("given on"))
    taken_back_at = models.DateTimeField(_("taken back on"), null=True, blank=True)
    taken_back_why = models.CharField(_("why it is taken back"), max_length=WHY_LIMIT, blank=True)

    class Meta:
        verbose_name = _("proof")
        verbose_name_plural = _("proofs")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="proof_says_what"),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_why="")
                | (Q(taken_back_at__isnull=False) & ~Q(taken_back_why="")),
                name="proof_taken_back_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None, numerator=None, denominator=None, indicator=None)
                | Q(
                    starts_on__isnull=False,
                    numerator__isnull=False,
                    denominator__isnull=False,
                    indicator__isnull=False,
                ),
                name="proof_has_its_figure_whole",
            ),
        ]

    def __str__(self):
        return self.words[:60]
