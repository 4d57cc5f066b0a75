"""The sign of life of beat and worker: a task of the timetable writes the time down, readers look how old it is.

Kept in the cache, not in a row: it is worth nothing after a restart, and writing it must not touch the database.
"""

from django.core.cache import cache

from parkour.core import clock

KEY = "beat-heartbeat"
EVERY = 60.0  # seconds
TOO_OLD = 3 * EVERY  # one lost beat, or a long task before it, is no news


def beat() -> None:
    """Write down that the timetable runs. Raises redis.RedisError."""
    cache.set(KEY, clock.now().timestamp(), timeout=None)


def age() -> float | None:
    """Seconds since the last beat; None when there was none. Raises redis.RedisError."""
    then = cache.get(KEY)
    return None if then is None else max(0.0, clock.now().timestamp() - then)
