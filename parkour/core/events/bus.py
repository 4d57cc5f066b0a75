"""Saying after the commit that something changed, to all web processes at once.

What is said is lost when the server in between is away: pages then ask by themselves. It must not cost them anything
either, so a server that failed is left alone for a while.
"""

import logging
import time
from functools import cache

import redis
from django.conf import settings
from django.db import connection, transaction

logger = logging.getLogger(__name__)
SECONDS = 0.5  # a ballot waits no longer for this
LEFT_ALONE = 5.0  # seconds after a failure
_silent_until = 0.0


def channel() -> str:
    """Of this installation, which is its database: several may share a server."""
    return f"parkour:events:{connection.settings_dict['NAME']}"


@cache
def _client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=SECONDS, socket_connect_timeout=SECONDS)


def announce(*topics: str) -> None:
    """Once the current transaction has committed, tell whoever follows one of these topics that it changed."""
    transaction.on_commit(lambda: _publish(topics), robust=True)


def _publish(topics) -> None:
    global _silent_until
    if time.monotonic() < _silent_until:
        return
    try:
        with _client().pipeline(transaction=False) as pipeline:
            for topic in topics:
                pipeline.publish(channel(), topic)
            pipeline.execute()
    except (redis.RedisError, OSError) as error:
        _silent_until = time.monotonic() + LEFT_ALONE
        logger.warning("a change was not announced: %s", type(error).__name__)
