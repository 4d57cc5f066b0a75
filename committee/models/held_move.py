from django.conf import settings
from django.db import models
from django.utils import timezone

from committee.models.session import Session, house_zone
from parkour.core import clock


class HeldMove(models.Model):
    """A session that moves once its undo window is over. Until then nothing else is written and nobody is told.

    `failed_because` says why it could not move when the time came: it waits then until somebody has read it.
    """

    session = models.OneToOneField(Session, models.CASCADE, primary_key=True, related_name="held_move")
    starts_at = models.DateTimeField()
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    leaves_at = models.DateTimeField()
    failed_because = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["leaves_at"], name="held_move_by_moment")]

    def __str__(self):
        return f"{self.session_id} → {self.starts_at}"

    @property
    def on(self):
        """The day to which it moves, on the clock of the house."""
        return timezone.localtime(self.starts_at, house_zone()).date()

    @property
    def seconds_left(self) -> int:
        """Whole seconds in which it can surely be taken back; afterwards as long as it has not left."""
        return clock.seconds_until(self.leaves_at)
