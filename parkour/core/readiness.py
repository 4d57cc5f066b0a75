"""Which parts work now, each as one word: what a probe shows to whoever asks, so never an address or a message."""

import secrets
from dataclasses import dataclass
from functools import cache as remember

import redis
from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from kombu.exceptions import KombuError

from parkour.core import durability, heartbeat

OK, UNREACHABLE, UNKNOWN = "ok", "unreachable", "unknown"
PENDING, WRONG_ANSWER, NOT_DURABLE = "pending", "wrong answer", "not durable"
NEVER, OLD = "never seen", "too old"
DOWN = (DatabaseError, InterfaceError, redis.RedisError, KombuError, OSError)


@dataclass(frozen=True)
class Report:
    """`parts` maps a part to its word; `ready` when every word is "ok"."""

    parts: dict[str, str]

    @property
    def ready(self) -> bool:
        return set(self.parts.values()) == {OK}


def report(names=None) -> Report:
    """Look at these parts, by default at all."""
    return Report({name: _look(name) for name in (PARTS if names is None else names)})


def _look(name: str) -> str:
    try:
        return PARTS[name]()
    except DOWN:
        return UNREACHABLE


def database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return OK


def migrations() -> str:
    """A page may need a column that is not there yet."""
    applied = set(MigrationRecorder(connection).applied_migrations())
    missing = [replaced for key, replaced in _shipped().items() if key not in applied and not replaced & applied]
    return PENDING if missing else OK


@remember
def _shipped() -> dict[tuple[str, str], set[tuple[str, str]]]:
    """The migrations of this code, each with those it stands for; they do not change while it runs."""
    return {key: set(migration.replaces) for key, migration in MigrationLoader(None).disk_migrations.items()}


def cache_server() -> str:
    key, value = f"readiness-{secrets.token_hex(8)}", secrets.token_hex(8)
    cache.set(key, value, timeout=10)
    found = cache.get(key)
    cache.delete(key)
    return OK if found == value else WRONG_ANSWER


def broker() -> str:
    with current_app.connection_for_write() as link:
        link.ensure_connection(max_retries=0)
    return OK


def beat() -> str:
    age = heartbeat.age()
    if age is None:
        return NEVER
    return OK if age <= heartbeat.TOO_OLD else OLD


def durable() -> str:
    """Somebody may have turned it off since we started."""
    return NOT_DURABLE if settings.DURABILITY_REQUIRED and durability.faults() else OK


PARTS = {
    "database": database,
    "migrations": migrations,
    "cache": cache_server,
    "broker": broker,
    "beat": beat,
    "durability": durable,
}
# What a page cannot do without. The others may be away while people read, write and vote.
FOR_PAGES = ("database", "migrations")
