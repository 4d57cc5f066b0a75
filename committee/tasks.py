from celery import shared_task

from committee.services import objections, session_reminders


@shared_task(name="committee.tasks.announce_quick_wins")
def announce_quick_wins():
    """Tell the members about quick wins whose window has opened: woken at once, swept every quarter of an hour."""
    objections.announce_quick_wins()


@shared_task(name="committee.tasks.remind_members")
def remind_members():
    """Remind of the session that comes those who have not answered; swept every quarter of an hour."""
    session_reminders.remind_members()
