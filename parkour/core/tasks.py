from celery import shared_task

from parkour.core import unsent


@shared_task(name="parkour.core.tasks.forget_unsent_words")
def forget_unsent_words():
    """Delete the words that nobody came back for; swept every hour."""
    unsent.forget_old()
