"""One line per task, and counts of all workers kept in the cache server, where every web process finds them."""

import logging
import time

import redis
import structlog
from celery import signals
from django.conf import settings

from parkour.core import valkey

logger = logging.getLogger("parkour.tasks")
SUCCESS, SECONDS = "success", "seconds"


def counts_key() -> str:
    return f"{settings.CACHES['default']['KEY_PREFIX']}:task-counts"


def connect() -> None:
    """From now on, in this process, each task of Celery has its line and its figure."""
    signals.task_prerun.connect(_begin, weak=False, dispatch_uid="parkour-task-begin")
    signals.task_failure.connect(_fail, weak=False, dispatch_uid="parkour-task-fail")
    signals.task_postrun.connect(_end, weak=False, dispatch_uid="parkour-task-end")


def _begin(task_id=None, task=None, **_kwargs):
    structlog.contextvars.bind_contextvars(task_id=task_id)
    task.request.began = time.perf_counter()


def _fail(sender=None, exception=None, **_kwargs):
    sender.request.failure = exception


def _end(task=None, state=None, **_kwargs):
    began = getattr(task.request, "began", None)
    seconds = time.perf_counter() - began if began is not None else 0.0
    outcome = (state or "unknown").lower()
    failure = getattr(task.request, "failure", None)
    fields = {"task": task.name, "outcome": outcome, "ms": round(seconds * 1000, 1)}
    level = logging.INFO if outcome == SUCCESS else logging.ERROR
    logger.log(level, "task", extra={"fields": fields}, exc_info=failure)
    structlog.contextvars.unbind_contextvars("task_id")
    count(task.name, outcome, seconds)


def count(name: str, outcome: str, seconds: float) -> None:
    """Add one finished task to the counts; without the cache server it is not counted, and done all the same."""
    try:
        with valkey.client().pipeline(transaction=False) as pipeline:
            pipeline.hincrby(counts_key(), f"{name}|{outcome}", 1)
            pipeline.hincrbyfloat(counts_key(), f"{name}|{SECONDS}", seconds)
            pipeline.execute()
    except redis.RedisError as error:
        logger.warning("a task was not counted: %s", type(error).__name__)


def counts() -> dict[tuple[str, str], float]:
    """(task, "success" | "failure" | … | "seconds") → sum over all workers. Raises redis.RedisError."""
    rows = valkey.client().hgetall(counts_key())
    return {tuple(key.decode().rsplit("|", 1)): float(value) for key, value in rows.items()}
