from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from ideas.models.idea import Idea
from ideas.tagging import is_better

NAME_LIMIT = 40


class Tag(models.Model):
    """A word of the desk for what contributions are about. Retired, it stays where it is; merged, it is none."""

    name = models.CharField(_("name"), max_length=NAME_LIMIT)
    is_active = models.BooleanField(_("in use"), default=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("merged into")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by"))
    changed_at = models.DateTimeField(_("changed on"))

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(Lower("name"), condition=Q(merged_into=None), name="tag_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="tag_has_a_name"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(is_active=False) & ~Q(merged_into=F("pk")),
                name="tag_merged_is_out_of_use",
            ),
        ]

    def __str__(self):
        return self.name


class IdeaTag(models.Model):
    """A tag on a contribution, with who set it."""

    idea = models.ForeignKey(
        Idea, models.CASCADE, db_index=False, related_name="tagged", verbose_name=_("contribution")
    )
    tag = models.ForeignKey(Tag, models.PROTECT, related_name="tagged", verbose_name=_("tag"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("set by"))
    at = models.DateTimeField(_("set on"))

    class Meta:
        verbose_name = _("tag of a contribution")
        verbose_name_plural = _("tags of contributions")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["idea", "tag"], name="idea_tag_once")]

    def __str__(self):
        return f"{self.idea_id} · {self.tag_id}"


class TagReliability(models.Model):
    """How well tags are suggested here: the one row of `ideas.tagging.TagReliability`, written anew by the worker.

    What it was measured with stands beside it, so that other tags or another way of suggesting are measured anew.
    """

    n = models.PositiveIntegerField(_("contributions it was tried on"), default=0)
    error = models.FloatField(_("wrong in a hundred"), null=True, blank=True)
    guess = models.FloatField(_("wrong in a hundred, the tags used most"), null=True, blank=True)
    low = models.FloatField(_("difference to the guess, at least"), null=True, blank=True)
    high = models.FloatField(_("difference to the guess, at most"), null=True, blank=True)
    tagged = models.PositiveIntegerField(_("contributions tagged by then"), default=0)
    model_version = models.PositiveSmallIntegerField(_("version of the way of suggesting"), default=0)
    at = models.DateTimeField(_("measured on"))

    class Meta:
        verbose_name = _("reliability of suggested tags")
        verbose_name_plural = _("reliability of suggested tags")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="tag_reliability_is_one_row"),
            models.CheckConstraint(
                condition=Q(n=0, error=None, guess=None)
                | Q(n__gt=0, error__gte=0, error__lte=100, guess__gte=0, guess__lte=100),
                name="tag_reliability_has_its_errors",
            ),
            models.CheckConstraint(
                condition=Q(low=None, high=None) | Q(low__lte=F("high")), name="tag_interval_is_in_order"
            ),
        ]

    def __str__(self):
        return str(self.n)

    @property
    def over_guess(self):
        return None if self.low is None else (self.low, self.high)

    @property
    def is_better(self) -> bool:
        """Whether tags are suggested: nothing is otherwise."""
        return is_better(self.n, self.over_guess)
