from celery import shared_task

from parkour.core import heartbeat, unsent


@shared_task(name="parkour.core.tasks.beat_heartbeat")
def beat_heartbeat():
    """Run every minute through beat, broker and worker: its age tells whether all three live."""
    heartbeat.beat()


@shared_task(name="parkour.core.tasks.forget_unsent_words")
def forget_unsent_words():
    """Delete the words that nobody came back for; swept every hour."""
    unsent.forget_old()
