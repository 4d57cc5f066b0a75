import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from parkour.core import clock
from parkour.organisation.models import Site


class Audience(models.TextChoices):
    """Who is asked."""

    STAGE = "stage", _("Employees, at a stage of their journey")
    STAFF = "staff", _("All employees (barometer)")
    CUSTOMERS = "customers", _("Customers")


class Stage(models.TextChoices):
    """A stage of the employee's journey. Nobody keeps the dates of the last two: people are named."""

    DAY_1 = "day_1", _("First day")
    DAY_30 = "day_30", _("After 30 days")
    DAY_90 = "day_90", _("After 90 days")
    ANNIVERSARY = "anniversary", _("Anniversary of the hiring")
    RETURN = "return", _("Return from an absence")
    EXIT = "exit", _("Leaving")


class Kind(models.TextChoices):
    """How a question is answered."""

    CSAT = "csat5", _("Satisfaction, 1 to 5")
    LIKERT = "likert5", _("Agreement, 1 to 5")
    CES = "ces7", _("Ease, 1 to 7")
    ENPS = "nps11", _("Recommendation, 0 to 10")
    TEXT = "text", _("In one’s own words")

    @property
    def ends(self) -> tuple[int, int] | None:
        """The least and the greatest answer; None for words."""
        return {Kind.CES: (1, 7), Kind.ENPS: (0, 10), Kind.TEXT: None}.get(self, (1, 5))

    @property
    def says(self) -> tuple[str, str]:
        """What the two ends mean."""
        return {
            Kind.CSAT: (_("not satisfied at all"), _("very satisfied")),
            Kind.LIKERT: (_("I do not agree at all"), _("I agree entirely")),
            Kind.CES: (_("very difficult"), _("very easy")),
            Kind.ENPS: (_("certainly not"), _("certainly")),
        }.get(self, ("", ""))


class Survey(models.Model):
    """Three to six questions for somebody. Written by `services.surveys` only."""

    title = models.CharField(_("title"), max_length=120)
    introduction = models.CharField(_("in a few words"), max_length=300, blank=True)
    audience = models.CharField(_("who is asked"), max_length=10, choices=Audience.choices)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage.choices, blank=True)
    created_at = models.DateTimeField(_("written on"))
    version = models.PositiveIntegerField(_("version"), default=1, editable=False, validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="survey_has_a_title"),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="survey_audience_is_known"),
            models.CheckConstraint(
                condition=Q(audience=Audience.STAGE, stage__in=Stage.values)
                | (~Q(audience=Audience.STAGE) & Q(stage="")),
                name="survey_of_a_stage_names_it",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("surveys:survey", args=[self.pk])

    @property
    def asks_customers(self) -> bool:
        return self.audience == Audience.CUSTOMERS


class Question(models.Model):
    """One question, at its place."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="questions", verbose_name=_("survey"))
    place = models.PositiveSmallIntegerField(_("place"))
    kind = models.CharField(_("how it is answered"), max_length=10, choices=Kind.choices)
    text = models.CharField(_("question"), max_length=200)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["survey", "place"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "place"], name="question_one_at_a_place"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="question_kind_is_known"),
            models.CheckConstraint(condition=~Q(text=""), name="question_asks_something"),
        ]

    def __str__(self):
        return self.text

    @property
    def form_name(self) -> str:
        return f"question_{self.place}"


class Wave(models.Model):
    """One time that a survey is put, from its first day to its last. Written by `services.waves` only."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="waves", verbose_name=_("survey"))
    opens_on = models.DateField(_("first day"))
    closes_on = models.DateField(_("last day"))
    expected = models.PositiveIntegerField(_("answers expected"), validators=[MinValueValidator(1)])
    opened_at = models.DateTimeField(_("opened on"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True, editable=False)
    # Its answers were given elsewhere and came from this file; empty: people were asked by the product.
    file_name = models.CharField(_("file"), max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = _("wave")
        verbose_name_plural = _("waves")
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="wave_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(opened_at__isnull=False), name="wave_closed_was_open"
            ),
            models.CheckConstraint(condition=Q(expected__gte=1), name="wave_expects_answers"),
        ]
        indexes = [models.Index(fields=["closes_on"], condition=Q(closed_at=None), name="wave_not_closed")]

    def __str__(self):
        return f"{self.survey}, {self.opens_on}"

    def get_absolute_url(self):
        return reverse("surveys:wave", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """It takes answers. Its last day counts whether or not somebody wrote down that it is over."""
        return self.opened_at is not None and self.closed_at is None and clock.today() <= self.closes_on

    @property
    def is_over(self) -> bool:
        """No answer comes any more: what was answered may be told."""
        return self.closed_at is not None or (self.opened_at is not None and clock.today() > self.closes_on)


class Invitation(models.Model):
    """One line of the roll: somebody, or the bearer of a link, was asked. It never leads to an answer.

    It outlives the person: the numbers of the roll, and the sites that share out the answers, stay what they were.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey(Wave, models.CASCADE, related_name="invitations", verbose_name=_("wave"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="survey_invitations",
        verbose_name=_("person"),
    )
    site = models.ForeignKey(Site, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("site"))
    asked_on = models.DateField(_("asked on"))
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=0)
    answered = models.BooleanField(_("answered"), default=False)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["wave", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["wave", "person"], name="invitation_one_of_a_person"),
            models.CheckConstraint(condition=Q(reminders__lte=1), name="invitation_reminded_once"),
        ]
        indexes = [models.Index(fields=["person", "-asked_on"], name="invitation_last_of_a_person")]

    def __str__(self):
        return str(self.pk)


class Answer(models.Model):
    """One answer to one question: no person, no invitation, no moment, no serial number."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey(Wave, models.CASCADE, related_name="answers", verbose_name=_("wave"))
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers", verbose_name=_("question"))
    site = models.ForeignKey(Site, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("site"))
    value = models.PositiveSmallIntegerField(_("value"), null=True, blank=True)
    words = models.TextField(_("words"), blank=True)
    idea = models.ForeignKey(
        "ideas.Idea", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("contribution")
    )

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["wave", "question", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(value=None) & ~Q(words="") | Q(value__isnull=False, words=""),
                name="answer_is_a_value_or_words",
            ),
            models.CheckConstraint(condition=Q(value=None) | Q(value__lte=10), name="answer_value_is_on_a_scale"),
        ]
        indexes = [models.Index(fields=["wave", "question"], name="answer_of_a_question")]

    def __str__(self):
        return str(self.pk)
