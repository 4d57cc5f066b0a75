from celery import shared_task

from parkour.core import heartbeat


@shared_task(name="parkour.core.tasks.beat_heartbeat")
def beat_heartbeat():
    """Run every minute through beat, broker and worker: its age tells whether all three live."""
    heartbeat.beat()
