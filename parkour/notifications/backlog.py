"""How much mail waits, and since when: figures for the watch, asked every few seconds."""

from django.db.models import Count, Min

from parkour.core import clock
from parkour.notifications.models import OutgoingMail

State = OutgoingMail.State
WAITING = (State.QUEUED, State.INFLIGHT)  # the rows of the partial index, few whatever was ever sent
SHOWN = (*WAITING, State.FAILED)


def depth() -> dict[str, int]:
    """Number of mails in each state but “sent”; zero is said too."""
    rows = OutgoingMail.objects.filter(state__in=SHOWN).order_by().values_list("state").annotate(Count("pk"))
    return {str(state): 0 for state in SHOWN} | dict(rows)


def oldest_due() -> float:
    """Seconds since the most overdue mail should have left; 0 when nothing is late."""
    now = clock.now()
    due = OutgoingMail.objects.filter(state__in=WAITING, not_before__lte=now).aggregate(oldest=Min("not_before"))
    return (now - due["oldest"]).total_seconds() if due["oldest"] else 0.0
