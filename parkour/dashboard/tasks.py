from celery import shared_task

from parkour.dashboard.kept import COUNT_TASK
from parkour.dashboard.services import count_figures


@shared_task(name=COUNT_TASK)
def count():
    """Count the figures of management again."""
    count_figures()
