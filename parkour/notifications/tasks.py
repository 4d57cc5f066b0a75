from celery import shared_task

from parkour.notifications.outbox import send_due_mail


@shared_task(name="parkour.notifications.tasks.send_outbox")
def send_outbox():
    """Send the mails whose time has come; woken after a commit, and by the sweeper every 30 seconds."""
    send_due_mail()
