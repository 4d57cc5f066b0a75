import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from committee.models.session import Session
from committee.workshop_steps import MOST_DOTS, USUAL_DOTS, VariantScope, WorkshopStep
from ideas.models import Idea

QUESTION_LIMIT, PLACE_LIMIT, IDEA_LIMIT, GROUP_LIMIT, WHY_LIMIT = 300, 200, 280, 80, 300
VARIANT_TITLE_LIMIT, VARIANT_LIMIT, REASON_LIMIT = 120, 2000, 2000


def _person(name, **facts):
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=name, **facts)


class Workshop(models.Model):
    """People who work out what could be done about some contributions: a question, steps, variants.

    `whys` are the five whys of the facilitators' kit, in order.
    """

    question = models.CharField(_("question"), max_length=QUESTION_LIMIT)
    sources = models.ManyToManyField(Idea, related_name="workshops", verbose_name=_("contributions"))
    facilitator = _person(_("facilitator"))
    session = models.ForeignKey(
        Session, models.SET_NULL, null=True, blank=True, related_name="workshops", verbose_name=_("session")
    )
    starts_at = models.DateTimeField(_("starts at"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=PLACE_LIMIT, blank=True)
    dots = models.PositiveSmallIntegerField(_("dots for each person"), default=USUAL_DOTS)
    step = models.CharField(_("step"), max_length=10, choices=WorkshopStep.choices, default=WorkshopStep.PREPARED)
    step_since = models.DateTimeField(_("at this step since"))
    ends_at = models.DateTimeField(_("the step ends at"), null=True, blank=True)
    whys = models.JSONField(_("five whys"), default=list, blank=True)
    created_by = _person(_("workshop opened by"))
    created_at = models.DateTimeField(_("workshop opened on"))
    proposed_at = models.DateTimeField(_("proposed to the committee on"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("workshop closed on"), null=True, blank=True, editable=False)
    closed_because = models.TextField(_("closed because"), blank=True, editable=False)

    class Meta:
        verbose_name = _("workshop")
        verbose_name_plural = _("workshops")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["step", "-step_since", "-id"], name="workshop_by_step")]
        constraints = [
            models.CheckConstraint(condition=Q(step__in=WorkshopStep.values), name="workshop_step_is_known"),
            models.CheckConstraint(condition=~Q(question=""), name="workshop_asks_something"),
            models.CheckConstraint(condition=Q(dots__gte=1, dots__lte=MOST_DOTS), name="workshop_dots_are_few"),
            models.CheckConstraint(
                condition=Q(step="closed", closed_at__isnull=False)
                | ~Q(step="closed") & Q(closed_at=None, closed_because="", proposed_at=None),
                name="workshop_closed_has_its_date",
            ),
            # Closed with a result or with a reason.
            models.CheckConstraint(
                condition=~Q(step="closed") | Q(proposed_at__isnull=False) | ~Q(closed_because=""),
                name="workshop_closed_says_why",
            ),
        ]

    def __str__(self):
        return self.question

    def get_absolute_url(self):
        return reverse("committee:workshop", kwargs={"pk": self.pk})

    @property
    def is_closed(self):
        return self.step == WorkshopStep.CLOSED

    @property
    def moment(self):
        """When it takes place: its own moment, or that of its session; None while nobody knows."""
        return self.starts_at or (self.session.starts_at if self.session else None)


class WorkshopParticipant(models.Model):
    """Somebody invited to a workshop."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="participants")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="workshops")
    invited_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["workshop", "person"], name="workshop_invites_once")]

    def __str__(self):
        return f"{self.workshop_id} · {self.person_id}"


class IdeaGroup(models.Model):
    """Ideas of a workshop that say the same, under a name."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="groups")
    name = models.CharField(_("group"), max_length=GROUP_LIMIT)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "name"], name="workshop_group_once"),
            models.CheckConstraint(condition=~Q(name=""), name="workshop_group_has_a_name"),
        ]

    def __str__(self):
        return self.name


class SilentIdea(models.Model):
    """A short idea, written in silence. Read by nobody else before the step ends; with its name by nobody ever.

    Its key is drawn, so that neither the key nor an order by it tells which ideas came from one person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="silent_ideas")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.CharField(_("idea"), max_length=IDEA_LIMIT)
    at = models.DateTimeField()
    group = models.ForeignKey(IdeaGroup, models.SET_NULL, null=True, blank=True, related_name="ideas")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "person", "text"], name="silent_idea_once_a_person"),
            models.CheckConstraint(condition=~Q(text=""), name="silent_idea_says_something"),
        ]

    def __str__(self):
        return f"{self.workshop_id} · {self.pk}"


class Variant(models.Model):
    """One way to answer the question of a workshop. `idea` is the proposal that the committee votes on, once made."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="variants")
    title = models.CharField(_("title"), max_length=VARIANT_TITLE_LIMIT)
    text = models.TextField(_("what it is"))
    scope = models.CharField(_("scope"), max_length=10, choices=VariantScope.choices)
    effort = models.PositiveSmallIntegerField(_("effort, guessed"))
    groups = models.ManyToManyField(IdeaGroup, related_name="variants", blank=True, verbose_name=_("from the groups"))
    written_by = _person(_("written by"))
    written_at = models.DateTimeField()
    idea = models.OneToOneField(Idea, models.PROTECT, null=True, blank=True, related_name="variant", editable=False)

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(scope__in=VariantScope.values), name="variant_scope_is_known"),
            models.CheckConstraint(condition=Q(effort__gte=1, effort__lte=5), name="variant_effort_from_1_to_5"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="variant_has_its_words"),
        ]

    def __str__(self):
        return self.title


class EmptyPlace(models.Model):
    """A group has nothing for this scope: the word that leaves one of its two places empty."""

    group = models.ForeignKey(IdeaGroup, models.CASCADE, related_name="empty_places")
    scope = models.CharField(_("scope"), max_length=10, choices=VariantScope.choices)
    stated_by = _person(_("stated by"))
    stated_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["group", "scope"], name="empty_place_once"),
            models.CheckConstraint(condition=Q(scope__in=VariantScope.values), name="empty_place_scope_is_known"),
        ]

    def __str__(self):
        return f"{self.group_id} · {self.scope}"


class Dots(models.Model):
    """The dots of one person on one variant; told as sums only, once the step is over."""

    variant = models.ForeignKey(Variant, models.CASCADE, related_name="dots")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["variant", "person"], name="dots_once_a_person"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=MOST_DOTS), name="dots_are_few"),
        ]

    def __str__(self):
        return f"{self.variant_id} · {self.number}"


class WorkshopEvent(models.Model):
    """One line of what was done in a workshop, by whoever leads it. Only added."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="events")
    name = models.CharField(max_length=20)
    actor = _person(_("by"))
    at = models.DateTimeField()
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.workshop_id} · {self.name}"
