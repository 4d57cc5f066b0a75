from celery import shared_task

from parkour.indicators.services.file_runs import RUN_TASK
from parkour.indicators.services.file_runs import run_files as run_all_files
from parkour.indicators.services.measurement_files import drop_forgotten
from parkour.indicators.services.watching import tell_new_signals
from parkour.indicators.services.waves import keep_waves


@shared_task(name="parkour.indicators.tasks.keep_surveys")
def keep_surveys():
    """Open and close waves on their days, ask those whose moment is due; tell new signals; put forgotten files away."""
    keep_waves()
    tell_new_signals()
    drop_forgotten()


@shared_task(name=RUN_TASK)
def run_files():
    """Check or enter the files of measurements that wait: woken at once, swept every minute."""
    run_all_files()
