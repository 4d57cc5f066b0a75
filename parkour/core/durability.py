"""Whether the servers keep what they acknowledge. Where they do not, Parkour does not start.

With `synchronous_commit` off, killing PostgreSQL loses votes people were told were recorded. Demonstration, tests
and debugging may run on servers like that; production may not.
"""

import logging
import sys

import redis
from django.conf import settings
from django.db import DatabaseError, connection

from parkour.core import valkey

logger = logging.getLogger(__name__)
MUST_BE_ON = ("fsync", "full_page_writes", "synchronous_commit")


def faults() -> list[str]:
    """What the servers would lose in a crash, one phrase each; empty when all is kept.

    Raises DatabaseError when PostgreSQL and redis.RedisError when Valkey cannot be asked.
    """
    return [*database_faults(), *broker_faults()]


def database_faults() -> list[str]:
    """The settings that are off, as they hold for our own role and database. Raises DatabaseError."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s) ORDER BY name", [list(MUST_BE_ON)])
        off = [name for name, value in cursor.fetchall() if value == "off"]
    return [f"PostgreSQL has {_and(off)} off"] if off else []


def broker_faults() -> list[str]:
    """Raises redis.RedisError."""
    if valkey.client().info("persistence").get("aof_enabled"):
        return []
    return ["Redis (or Valkey) keeps no append-only file (appendonly is off)"]


def guard() -> None:
    """Leave the process, with one sentence on stderr, when production would run on servers that lose data.

    PostgreSQL must answer: without it there is nothing to serve, and whoever starts us tries again. A broker that
    is away loses nothing (rows are the truth): we start, and `/readyz` watches it.
    """
    if not settings.DURABILITY_REQUIRED:
        return
    try:
        found = database_faults()
    except DatabaseError as error:
        sys.exit(f"Parkour does not start: PostgreSQL does not answer ({type(error).__name__}).")
    finally:
        connection.close()  # the process may fork next
    try:
        found += broker_faults()
    except redis.RedisError as error:
        logger.warning("the broker does not answer, whether it is durable is not known: %s", type(error).__name__)
    if found:
        sys.exit(f"Parkour does not start: {refusal(found)}")


def refusal(found: list[str]) -> str:
    """The sentence about these faults, for whoever runs the servers."""
    return f"{_and(found)}, so a crash would lose what people were told is recorded; turn it on and start again."


def _and(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
