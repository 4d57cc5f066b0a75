"""What the clock reminds of: promises whose day comes or has passed, and those for which nobody answers any more."""

from datetime import timedelta

from django.db import transaction

from parkour.core import clock
from parkour.engagements.models import Engagement
from parkour.engagements.notifications import tell_due, tell_late, tell_left
from parkour.engagements.reading import ON_THE_CHARTER

SOON, LATE_FOR = timedelta(days=7), timedelta(days=30)


@transaction.atomic
def remind_of_promises() -> None:
    """Tell owner and officers a week before the day and once it has passed; officers when the owner has left.

    For the clock: asks nobody's leave. Each is told once for each day that was promised, also after a pause of the
    worker; what is late for a month is not told anew.
    """
    today = clock.today()
    open_ones = Engagement.objects.filter(ON_THE_CHARTER, kept_at=None).select_related("owner")
    for one in open_ones.filter(due_on__range=(today - LATE_FOR, today + SOON)).order_by("pk"):
        if one.due_on < today:
            tell_late(one)
        elif one.published_at.date() < one.due_on - SOON:  # just promised: nobody has forgotten it
            tell_due(one)
    for one in open_ones.filter(owner__is_active=False).order_by("pk"):
        tell_left(one)
