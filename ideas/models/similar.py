import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ideas.models.idea import Idea


class Likeness(models.Model):
    """What one idea is compared by, and what is still to be done about it.

    The database asks (migration `similar`) whenever an entry of the search is written: `asked` grows. The worker
    answers: `shaped` then `paired` become the `asked` that it read. Three numbers instead of marks: a text that
    changes while it is dealt with is dealt with again.
    """

    idea = models.OneToOneField(
        Idea,
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="likeness",
        verbose_name=_("contribution"),
    )
    shingles = models.BinaryField(_("shingles"), default=bytes, editable=False)
    asked = models.PositiveIntegerField(_("times asked"), default=1, editable=False)
    shaped = models.PositiveIntegerField(_("shingles written for"), default=0, editable=False)
    paired = models.PositiveIntegerField(_("neighbours written for"), default=0, editable=False)

    class Meta:
        verbose_name = _("likeness of a contribution")
        verbose_name_plural = _("likeness of contributions")
        indexes = [
            models.Index(fields=["idea"], condition=~Q(shaped=F("asked")), name="likeness_to_shape"),
            models.Index(fields=["idea"], condition=~Q(paired=F("asked")), name="likeness_to_pair"),
        ]

    def __str__(self):
        return str(self.pk)


class LikenessFigures(models.Model):
    """The one row that says how many contributions hold each shingle: what makes a shingle weigh.

    Changed by whoever writes shingles, under its lock, with another `stamp` each time. `holders` is four bytes for each
    shingle, empty in an empty base.
    """

    total = models.PositiveIntegerField(_("contributions"), default=0, editable=False)
    holders = models.BinaryField(_("holders of each shingle"), default=bytes, editable=False)
    words_counted_at = models.PositiveIntegerField(
        _("contributions when words were counted"), default=0, editable=False
    )
    stamp = models.UUIDField(_("stamp"), default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = _("figures of likeness")
        verbose_name_plural = _("figures of likeness")

    def __str__(self):
        return str(self.stamp)


class Neighbour(models.Model):
    """Two contributions that are alike; `other` came first. Each has some neighbours, those most like it.

    `score` is their own likeness, `together` the same with what their common neighbours say.
    """

    idea = models.ForeignKey(
        Idea,
        models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="neighbours",
        verbose_name=_("contribution"),
    )
    other = models.ForeignKey(
        Idea, models.DO_NOTHING, db_constraint=False, related_name="+", verbose_name=_("its neighbour")
    )
    score = models.FloatField(_("likeness"), editable=False)
    together = models.FloatField(_("likeness, with what neighbours say"), editable=False)

    class Meta:
        verbose_name = _("neighbour")
        verbose_name_plural = _("neighbours")
        constraints = [
            models.UniqueConstraint(fields=["idea", "other"], name="neighbour_once"),
            models.CheckConstraint(condition=Q(idea__gt=F("other")), name="neighbour_came_before"),
        ]
        indexes = [models.Index(fields=["-together", "-id"], name="neighbour_closest")]

    def __str__(self):
        return f"{self.idea_id} · {self.other_id}"
