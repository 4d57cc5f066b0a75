"""Sessions that concern one person, for their calendar."""

from datetime import timedelta

from committee.models import Session
from parkour.core import clock

BACK = timedelta(days=366)
MOST = 60  # of ten years of two a season; a calendar keeps no more


def followed_sessions(person) -> list[Session]:
    """Those of the days on which they sit, the latest year and what is to come; all of them for an officer.

    With what was sent of each. Three queries at most, bounded.
    """
    rows = Session.objects.filter(starts_at__gte=clock.now() - BACK).select_related("convocation")
    rows = list(rows.order_by("starts_at", "pk")[:MOST])
    if "officer" in person.role_names:
        return rows
    mandates = list(person.mandates.all())
    return [row for row in rows if any(mandate.covers(row.on) for mandate in mandates)]
