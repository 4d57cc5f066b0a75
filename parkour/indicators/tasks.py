from celery import shared_task

from parkour.indicators.services.measurement_files import drop_forgotten
from parkour.indicators.services.waves import keep_waves


@shared_task(name="parkour.indicators.tasks.keep_surveys")
def keep_surveys():
    """Open and close waves on their days, ask those whose moment is due; put forgotten files away."""
    keep_waves()
    drop_forgotten()
