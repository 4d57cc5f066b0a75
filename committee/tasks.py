from celery import shared_task

from committee.services import objections


@shared_task(name="committee.tasks.announce_quick_wins")
def announce_quick_wins():
    """Tell the members about quick wins whose window has opened: woken at once, swept every quarter of an hour."""
    objections.announce_quick_wins()
