"""What would name somebody is kept no longer than it serves (decision 61)."""

from datetime import timedelta

from parkour.core import clock
from parkour.indicators.models import Invitation, MeasurementFile

ROLL_KEPT = timedelta(days=30)  # after the close, as long as the last request keeps others away
REFUSALS_KEPT = timedelta(days=365)


def forget_who_was_asked() -> int:
    """Take the people out of the rolls of waves that closed thirty days ago; the numbers stay. Return how many."""
    closed = Invitation.objects.filter(wave__closed_at__lt=clock.now() - ROLL_KEPT)
    return closed.exclude(person=None).update(person=None)


def forget_refused_rows() -> int:
    """Empty what the refused rows of files said a year ago; how many there were stays. Return how many files."""
    old = MeasurementFile.objects.filter(sent_at__lt=clock.now() - REFUSALS_KEPT)
    return old.exclude(refusals=[]).update(refusals=[])
