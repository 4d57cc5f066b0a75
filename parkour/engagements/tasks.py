from celery import shared_task

from parkour.engagements.services.reminding import remind_of_promises


@shared_task(name="parkour.engagements.tasks.remind")
def remind():
    """Remind of promises whose day comes or has passed."""
    remind_of_promises()
