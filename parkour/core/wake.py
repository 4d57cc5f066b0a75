"""Wake a background task by its name, after commit.

A lost wake-up is harmless: whatever must happen is a row, and the sweeper looks at the rows.
"""

import logging
from contextlib import contextmanager
from contextvars import ContextVar

from celery import current_app
from django.conf import settings
from django.db import transaction

logger = logging.getLogger(__name__)
_muted: ContextVar[bool] = ContextVar("parkour_wake_muted", default=False)


def wake(task_name: str, *, in_seconds: float = 0) -> None:
    """Ask a worker to run `task_name` (no arguments) once the current transaction has committed, or some time later."""
    later = {"countdown": in_seconds} if in_seconds else {}
    if not _muted.get():
        transaction.on_commit(lambda: _send(task_name, **later), robust=True)


@contextmanager
def muted():
    """Wake nobody during this block: for whoever does the work of the tasks themselves."""
    token = _muted.set(True)
    try:
        yield
    finally:
        _muted.reset(token)


def _send(task_name: str, **options) -> None:
    if not settings.WAKE_TASKS:
        return
    try:
        current_app.send_task(task_name, ignore_result=True, retry=False, **options)
    except Exception:  # the broker may be down: the sweeper does the work later
        logger.warning("could not wake %s", task_name)
