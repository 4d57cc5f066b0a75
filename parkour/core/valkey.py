"""The Redis-compatible server, asked directly: what Django's cache and Celery do not tell of it."""

from functools import cache

import redis
from django.conf import settings

SECONDS = 2  # whoever asks is a probe or the end of a task: it does not wait for a silent server


@cache
def client() -> redis.Redis:
    """The one client of this process; it connects when first used."""
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=SECONDS, socket_connect_timeout=SECONDS)
