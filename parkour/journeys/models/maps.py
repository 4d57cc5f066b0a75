"""Journeys as the house writes them, their earlier editions, and what hangs on their stages and pillars."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parkour.indicators.models import Stage as Moment
from parkour.journeys import defaults


class Side(models.TextChoices):
    """Whose journey it is; the values are those of `indicators.Attention`."""

    EMPLOYEES = defaults.EMPLOYEES, pgettext_lazy("side of a journey", "Employees")
    CUSTOMERS = defaults.CUSTOMERS, pgettext_lazy("side of a journey", "Customers")


class Journey(models.Model):
    """The journey of one side, with the policy towards it: two rows, made with the table.

    Locked by whoever writes its stages and pillars: `services.mapping`.
    """

    side = models.CharField(_("whose journey"), max_length=9, choices=Side.choices, unique=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    class Meta:
        verbose_name = _("journey")
        verbose_name_plural = _("journeys")
        ordering = ["-side"]  # employees first
        constraints = [models.CheckConstraint(condition=Q(side__in=Side.values), name="journey_side_is_known")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("journeys:journey", args=[self.side])

    @classmethod
    def of(cls, side: str) -> "Journey":
        """The journey of this side; with what a house begins with where there is none, as in an emptied database."""
        found = cls.objects.filter(side=side).first()
        return found or cls._begun(side)

    @classmethod
    @transaction.atomic
    def _begun(cls, side):
        journey, is_new = cls.objects.get_or_create(side=side)
        if is_new:
            Stage.objects.bulk_create(
                Stage(journey=journey, place=place, code=code, moment=defaults.MOMENTS.get(code, ""))
                for place, code in enumerate(defaults.STAGES[side], 1)
            )
            Pillar.objects.bulk_create(
                Pillar(journey=journey, place=place, code=code) for place, code in enumerate(defaults.PILLARS[side], 1)
            )
            LifeEvent.objects.bulk_create(
                LifeEvent(journey=journey, place=place, code=code)
                for place, code in enumerate(defaults.EVENTS[side], 1)
            )
        return journey

    @property
    def title(self) -> str:
        return str(_("Journey of the employee") if self.side == Side.EMPLOYEES else _("Journey of the customer"))

    @property
    def policy(self) -> str:
        """The name of the policy whose pillars it has."""
        return str(_("Employee policy") if self.side == Side.EMPLOYEES else _("Customer policy"))


class Part(models.Model):
    """A row of a journey. One with a code and no name has the name it began with, in the language of the reader."""

    KIND = ""

    place = models.PositiveSmallIntegerField(_("place"))
    code = models.CharField(_("code"), max_length=20, blank=True, editable=False)
    name = models.CharField(_("name"), max_length=60, blank=True)
    words = models.CharField(_("in a few words"), max_length=200, blank=True)
    closed_at = models.DateTimeField(_("out of use since"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self):
        return self.label

    @property
    def label(self) -> str:
        return self.name or self.first_name

    @property
    def first_name(self) -> str:
        """What it is called until somebody names it; "" for one that somebody added."""
        return defaults.label_of(self.KIND, self.journey.side, self.code) if self.code else ""


class Stage(Part):
    """A stage of a journey. Contributions hang on it, and indicators; surveys that ask at its moment."""

    KIND = "stage"

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="stages", verbose_name=_("journey"))
    moment = models.CharField(_("moment of the surveys"), max_length=12, choices=Moment.choices, blank=True)
    indicators = models.ManyToManyField(
        "indicators.Indicator", blank=True, related_name="stages", verbose_name=_("indicators")
    )

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["journey", "place", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(code="") | ~Q(name=""), name="stage_has_a_name"),
            models.CheckConstraint(condition=Q(moment="") | Q(moment__in=Moment.values), name="stage_moment_is_known"),
            models.UniqueConstraint(fields=["journey", "code"], condition=~Q(code=""), name="stage_code_once"),
        ]

    def get_absolute_url(self):
        return reverse("journeys:stage", args=[self.pk])


class Pillar(Part):
    """A pillar of the policy of one side."""

    KIND = "pillar"

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="pillars", verbose_name=_("journey"))

    class Meta:
        verbose_name = _("pillar")
        verbose_name_plural = _("pillars")
        ordering = ["journey", "place", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(code="") | ~Q(name=""), name="pillar_has_a_name"),
            models.UniqueConstraint(fields=["journey", "code"], condition=~Q(code=""), name="pillar_code_once"),
        ]


class LifeEvent(Part):
    """What happens in a life and crosses the stages. A survey may ask how easy it is, before and after changes."""

    KIND = "event"

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="events", verbose_name=_("journey"))
    survey = models.ForeignKey(
        "indicators.Survey",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("survey that asks how easy it is"),
    )

    class Meta:
        verbose_name = _("life event")
        verbose_name_plural = _("life events")
        ordering = ["journey", "place", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(code="") | ~Q(name=""), name="life_event_has_a_name"),
            models.UniqueConstraint(fields=["journey", "code"], condition=~Q(code=""), name="life_event_code_once"),
        ]

    def get_absolute_url(self):
        return reverse("journeys:event", args=[self.pk])


class Edition(models.Model):
    """What a journey said until the next one; nothing changes it. `at` is None for what the house began with."""

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="editions", verbose_name=_("journey"))
    number = models.PositiveIntegerField(_("number"))
    content = models.JSONField(_("stages and pillars"))
    why = models.CharField(_("why"), max_length=200, blank=True)
    campaign = models.ForeignKey(
        "journeys.InterviewCampaign",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="editions",
        verbose_name=_("drawn from the interviews"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("written by")
    )
    at = models.DateTimeField(_("written on"), null=True)

    class Meta:
        verbose_name = _("edition of a journey")
        verbose_name_plural = _("editions of journeys")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["journey", "number"], name="edition_number_once")]

    def __str__(self):
        return f"{self.journey} {self.number}"


class OfIdea(models.Model):
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("placed by")
    )
    at = models.DateTimeField(_("placed on"))

    class Meta:
        abstract = True


class StageOfIdea(OfIdea):
    """Where a contribution hangs: on one stage of each journey at most. Written by `services.placing` only."""

    idea = models.ForeignKey("ideas.Idea", models.CASCADE, related_name="stage_places", verbose_name=_("contribution"))
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="places", verbose_name=_("stage"))
    # That of the stage, which never changes; here so that the database refuses a second stage of the same journey.
    side = models.CharField(_("whose journey"), max_length=9, choices=Side.choices)

    class Meta:
        verbose_name = _("stage of a contribution")
        verbose_name_plural = _("stages of contributions")
        constraints = [
            models.UniqueConstraint(fields=["idea", "side"], name="idea_on_one_stage_of_a_journey"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="place_side_is_known"),
        ]

    def __str__(self):
        return f"{self.idea_id} {self.side}"


class PillarOfIdea(OfIdea):
    """A pillar that a contribution serves. Written by `services.placing` only."""

    idea = models.ForeignKey("ideas.Idea", models.CASCADE, related_name="pillar_places", verbose_name=_("contribution"))
    pillar = models.ForeignKey(Pillar, models.PROTECT, related_name="places", verbose_name=_("pillar"))

    class Meta:
        verbose_name = _("pillar of a contribution")
        verbose_name_plural = _("pillars of contributions")
        constraints = [models.UniqueConstraint(fields=["idea", "pillar"], name="idea_serves_a_pillar_once")]

    def __str__(self):
        return f"{self.idea_id} {self.pillar_id}"


class EventOfIdea(OfIdea):
    """A life event that a contribution is about. Written by `services.placing` only."""

    idea = models.ForeignKey("ideas.Idea", models.CASCADE, related_name="event_places", verbose_name=_("contribution"))
    event = models.ForeignKey(LifeEvent, models.PROTECT, related_name="places", verbose_name=_("life event"))

    class Meta:
        verbose_name = _("life event of a contribution")
        verbose_name_plural = _("life events of contributions")
        constraints = [models.UniqueConstraint(fields=["idea", "event"], name="idea_is_about_an_event_once")]

    def __str__(self):
        return f"{self.idea_id} {self.event_id}"
