from celery import shared_task

from parkour.indicators.services.file_runs import RUN_TASK
from parkour.indicators.services.file_runs import run_files as run_all_files
from parkour.indicators.services.measurement_files import drop_forgotten
from parkour.indicators.services.retention import forget_refused_rows, forget_who_was_asked
from parkour.indicators.services.watching import tell_new_signals
from parkour.indicators.services.waves import KEEP_TASK, keep_waves


@shared_task(name=KEEP_TASK)
def keep_surveys():
    """Open and close waves on their days, ask those whose moment is due; forget who was asked a month ago."""
    keep_waves()
    forget_who_was_asked()


@shared_task(name="parkour.indicators.tasks.tell_signals")
def tell_signals():
    """Tell new signals, once a week."""
    tell_new_signals()


@shared_task(name="parkour.indicators.tasks.drop_files")
def drop_files():
    """Put away the files of measurements that nobody entered, and what old ones kept of their refused rows."""
    drop_forgotten()
    forget_refused_rows()


@shared_task(name=RUN_TASK)
def run_files():
    """Check or enter the files of measurements that wait: woken at once, swept every minute."""
    run_all_files()
