from celery import shared_task

from committee.services import objections
from committee.services.whole_session import TASK, find_plans


@shared_task(name="committee.tasks.announce_quick_wins")
def announce_quick_wins():
    """Tell the members about quick wins whose window has opened: woken at once, swept every quarter of an hour."""
    objections.announce_quick_wins()


@shared_task(name=TASK)
def plan_sessions():
    """Find the plans that are asked for: woken at once, swept every minute."""
    find_plans()
