from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ideas.models.idea import Idea
from ideas.scoring import CRITERIA, RubricValues, Scores, Thresholds, Weights


def level_field(label):
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )


def between_1_and_5(criterion):
    return Q(**{f"{criterion}__gte": 1, f"{criterion}__lte": 5}) | Q(**{criterion: None})


class Rubric(models.Model):
    """A version of the grid. Once it has served it is never changed: a new version is made."""

    version = models.PositiveIntegerField(_("version"), unique=True)
    active_from = models.DateTimeField(_("in force since"))
    weight_policy = models.DecimalField(_("weight of the policy"), max_digits=4, decimal_places=3)
    weight_novelty = models.DecimalField(_("weight of the novelty"), max_digits=4, decimal_places=3)
    weight_impact = models.DecimalField(_("weight of the impact"), max_digits=4, decimal_places=3)
    effort_share = models.DecimalField(_("share of the effort"), max_digits=4, decimal_places=3)
    threshold_priority = models.PositiveSmallIntegerField(_("threshold “priority”"), default=70)
    threshold_list = models.PositiveSmallIntegerField(_("threshold “to the agenda”"), default=55)
    threshold_rework = models.PositiveSmallIntegerField(_("threshold “to rework”"), default=40)
    # {criterion: {"question": msgid, "anchors": [five msgids]}}: the default grid is in the catalogue,
    # an organisation that writes its own sees its own words.
    texts = models.JSONField(_("questions and anchors"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("made by")
    )

    class Meta:
        verbose_name = _("rubric")
        verbose_name_plural = _("rubrics")
        ordering = ["-version"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weight_policy=1 - models.F("weight_novelty") - models.F("weight_impact")),
                name="rubric_weights_make_one",
            ),
            models.CheckConstraint(
                condition=Q(effort_share__gte=0, effort_share__lt=1), name="rubric_effort_share_in_0_1"
            ),
            models.CheckConstraint(
                condition=Q(
                    threshold_priority__gt=models.F("threshold_list"),
                    threshold_list__gt=models.F("threshold_rework"),
                ),
                name="rubric_thresholds_descend",
            ),
        ]

    def __str__(self):
        return f"v{self.version}"

    @property
    def in_hundredths(self) -> dict[str, int]:
        """The weights as people say them: those of the value, and the share of the effort."""
        weights = {"policy": self.weight_policy, "novelty": self.weight_novelty, "impact": self.weight_impact}
        return {name: round(weight * 100) for name, weight in (weights | {"effort": self.effort_share}).items()}

    @property
    def values(self) -> RubricValues:
        """The numbers of this version, as the scoring wants them."""
        return RubricValues(
            weights=Weights(self.weight_policy, self.weight_novelty, self.weight_impact),
            lam=self.effort_share,
            thresholds=Thresholds(
                Decimal(self.threshold_priority), Decimal(self.threshold_list), Decimal(self.threshold_rework)
            ),
        )


class Assessment(models.Model):
    """The four levels one rater gave in one round. Empty = not applicable, justified."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="assessments", verbose_name=_("contribution"))
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("rater"))
    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="assessments", verbose_name=_("rubric"))
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    policy = level_field(_("Link with the employee policy"))
    novelty = level_field(_("Innovativeness"))
    impact = level_field(_("Impact on employees’ life"))
    effort = level_field(_("Effort for the company"))
    not_applicable_because = models.CharField(_("why a criterion does not apply"), max_length=300, blank=True)
    confident = models.BooleanField(_("sure of these levels"), default=True)
    submitted_at = models.DateTimeField(_("saved on"))
    # After a talk: the same rater once more. What was given blindly stays beside it.
    policy_again = level_field(_("Link with the employee policy, after the talk"))
    novelty_again = level_field(_("Innovativeness, after the talk"))
    impact_again = level_field(_("Impact on employees’ life, after the talk"))
    effort_again = level_field(_("Effort for the company, after the talk"))
    again_at = models.DateTimeField(_("saved again on"), null=True, blank=True)

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["idea", "round", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["idea", "rater", "round"], name="assessment_once_per_rater_and_round"),
            models.CheckConstraint(
                condition=between_1_and_5("policy")
                & between_1_and_5("novelty")
                & between_1_and_5("impact")
                & between_1_and_5("effort"),
                name="assessment_levels_from_1_to_5",
            ),
            models.CheckConstraint(
                condition=between_1_and_5("policy_again")
                & between_1_and_5("novelty_again")
                & between_1_and_5("impact_again")
                & between_1_and_5("effort_again"),
                name="assessment_levels_again_from_1_to_5",
            ),
            models.CheckConstraint(
                condition=Q(again_at__isnull=False)
                | Q(policy_again=None, novelty_again=None, impact_again=None, effort_again=None),
                name="assessment_again_has_its_date",
            ),
        ]

    def __str__(self):
        return f"{self.idea_id} · {self.rater_id}"

    @property
    def scores(self) -> Scores:
        return Scores(**{criterion: getattr(self, criterion) for criterion in CRITERIA})

    @property
    def scores_again(self) -> Scores | None:
        """The levels after the talk; None before."""
        if self.again_at is None:
            return None
        return Scores(**{criterion: getattr(self, f"{criterion}_again") for criterion in CRITERIA})
