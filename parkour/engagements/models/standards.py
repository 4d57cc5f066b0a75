"""Job sheets: how something is done from now on, since a contribution was carried out. Edition after edition."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from parkour.engagements.models.engagements import _by

TITLE, PURPOSE, STEPS, WATCH, WHY = 120, 500, 4_000, 1_000, 200


class Standard(models.Model):
    """The job sheet of one contribution; what it says is its newest edition. Written by `services.standards` only."""

    idea = models.OneToOneField("ideas.Idea", models.CASCADE, related_name="standard", verbose_name=_("contribution"))
    version = models.PositiveIntegerField(_("edition"), default=1, editable=False)
    closed_at = models.DateTimeField(_("out of use since"), null=True, blank=True)

    class Meta:
        verbose_name = _("standard")
        verbose_name_plural = _("standards")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.idea_id}"

    def get_absolute_url(self):
        return reverse("engagements:standard", args=[self.pk])


class StandardEdition(models.Model):
    """What a job sheet says, from one edition to the next; nothing changes it."""

    standard = models.ForeignKey(Standard, models.CASCADE, related_name="editions", verbose_name=_("standard"))
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=TITLE)
    purpose = models.CharField(_("what it is for"), max_length=PURPOSE)
    steps = models.TextField(_("steps, one on each line"))
    watch = models.TextField(_("what to watch"), blank=True)
    why = models.CharField(_("why it changes"), max_length=WHY, blank=True)
    by = _by(_("written by"))
    at = models.DateTimeField(_("written on"))

    class Meta:
        verbose_name = _("edition of a standard")
        verbose_name_plural = _("editions of standards")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["standard", "number"], name="standard_edition_once"),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(purpose="") & ~Q(steps=""), name="standard_says_what_for_and_how"
            ),
        ]

    def __str__(self):
        return self.title
