from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from committee.enums import Block


def _block(name: str):
    return models.PositiveSmallIntegerField(Block(name).label)


class SessionTemplate(models.Model):
    """A kind of session: how long it lasts and what each block has of it, in whole minutes.

    Sessions keep a copy of these times: changing a template changes those to come whose agenda was not sent.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    duration = models.PositiveSmallIntegerField(_("duration (minutes)"), default=150)
    opening = _block("opening")
    report = _block("report")
    consent = _block("consent")
    decision = _block("decision")
    big_topic = _block("big_topic")
    workshop = _block("workshop")
    closing = _block("closing")
    is_default = models.BooleanField(_("used when nothing else is chosen"), default=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        verbose_name = _("kind of session")
        verbose_name_plural = _("kinds of sessions")
        ordering = ["-is_default", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(duration__gte=30, duration__lte=480), name="template_lasts_30_min_to_8_h"
            ),
            models.CheckConstraint(
                condition=Q(
                    duration__gte=F("opening")
                    + F("report")
                    + F("consent")
                    + F("decision")
                    + F("big_topic")
                    + F("workshop")
                    + F("closing")
                ),
                name="template_blocks_fit_in",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="template_has_a_name"),
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="template_one_default"),
        ]

    def __str__(self):
        return self.name

    @property
    def minutes(self) -> dict[str, int]:
        """Minutes of each block, in the order of the room."""
        return {block.value: getattr(self, block.value) for block in Block}

    @property
    def shown(self) -> list:
        """(name of the block, its minutes)"""
        return [(block.label, getattr(self, block.value)) for block in Block]

    @property
    def reserve(self) -> int:
        """Minutes that no block has."""
        return self.duration - sum(self.minutes.values())

    @property
    def times(self) -> dict[str, int]:
        """Half-minutes of each block, as a session keeps them."""
        return {block: 2 * minutes for block, minutes in self.minutes.items()}
