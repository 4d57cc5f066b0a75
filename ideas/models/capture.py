from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ideas.enums import Disowned, Origin
from ideas.models.idea import Idea
from ideas.models.timeline import IdeaEvent


class Capture(models.Model):
    """A contribution that somebody typed for somebody else; `Idea.origin` says on which occasion.

    Whoever typed is no author. Where no author reads the answers here, `to_say` is the one that waits to be said aloud.
    """

    idea = models.OneToOneField(
        Idea, models.CASCADE, primary_key=True, related_name="capture", verbose_name=_("contribution")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("typed by"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("colleague named"),
    )
    said_on = models.DateField(_("said on"))
    # Somebody without an account: a name, or nothing for a card without one.
    said_by = models.CharField(_("said by"), max_length=120, blank=True)
    disowned = models.CharField(_("refused by the author named"), max_length=10, choices=Disowned.choices, blank=True)
    disowned_at = models.DateTimeField(_("refused on"), null=True, blank=True)
    to_say = models.ForeignKey(
        IdeaEvent, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("answer to say aloud")
    )

    class Meta:
        verbose_name = _("contribution typed for somebody")
        verbose_name_plural = _("contributions typed for somebody")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(person=None) | Q(said_by=""), name="capture_of_one_person"),
            models.CheckConstraint(
                condition=Q(disowned="") | Q(person__isnull=False), name="capture_refused_by_the_person_named"
            ),
            models.CheckConstraint(
                condition=Q(disowned="", disowned_at=None) | Q(disowned__in=Disowned.values, disowned_at__isnull=False),
                name="capture_refused_has_its_date",
            ),
        ]
        indexes = [models.Index(fields=["to_say"], condition=Q(to_say__isnull=False), name="capture_to_say")]

    def __str__(self):
        return f"{self.idea_id} · {self.by}"

    @property
    def names_somebody(self):
        """Whether it names somebody who is credited with nothing."""
        return bool(self.said_by or self.disowned)

    @property
    def occasion(self):
        return Origin(self.idea.origin).label
