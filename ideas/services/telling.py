"""Telling authors after the commit of what happened, where many people send at once: the receipt of a contribution.

The event and the row that says it is untold are one transaction, the messages and the end of that row another: whoever
dies between the two leaves the row to the sweeper, and an event is told once whatever happens.
"""

import logging

from django.db import transaction

from ideas.models import Idea, UntoldEvent
from ideas.notifications import tell_authors

TELL_TASK = "ideas.tasks.tell_events"
logger = logging.getLogger(__name__)


def tell_untold(idea: Idea | None = None) -> int:
    """Tell what waits to be told, oldest first (of `idea` alone, if given); return how many events were told.

    What another worker is telling is left to it. One that cannot be told holds back no other: it waits for the next
    sweep.
    """
    told, failed = 0, []
    waiting = UntoldEvent.objects.filter(event__idea=idea) if idea else UntoldEvent.objects.all()
    while (key := _tell_next(waiting.exclude(pk__in=failed), failed)) is not None:
        told += key not in failed
    return told


def _tell_next(waiting, failed):
    """The key of the event dealt with, added to `failed` when its words could not be written; None when none waits."""
    with transaction.atomic():
        rows = waiting.select_for_update(skip_locked=True, of=("self",)).select_related("event__idea__site")
        row = rows.order_by("pk").first()
        if row is None:
            return None
        key = row.pk
        try:
            with transaction.atomic():
                tell_authors(row.event.idea, row.event)
                row.delete()
        except Exception:
            logger.exception("the authors were not told of event %s", key)
            failed.append(key)
        return key
