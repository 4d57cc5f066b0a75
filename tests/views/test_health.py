"""The probes: life asks no server; readiness names the part that is missing, and nothing that is secret."""

from datetime import timedelta

import psycopg
import pytest
import redis
from celery import current_app
from django.core.cache import cache, caches
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from parkour.core import clock, heartbeat, readiness, tasks, valkey
from parkour.embedded.process import free_port

ALL_OK = dict.fromkeys(readiness.PARTS, "ok")


@pytest.fixture
def living(db):
    """A timetable that has just given its sign of life."""
    tasks.beat_heartbeat()
    yield
    cache.delete(heartbeat.KEY)


@pytest.fixture
def broker_away(settings, monkeypatch):
    """Cache and broker at an address where nobody listens."""
    address = f"redis://:hirondelle@127.0.0.1:{free_port()}/0"
    settings.REDIS_URL = address
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": address}}
    monkeypatch.setattr(current_app, "connection_for_write", lambda: current_app.connection_for_read(address))
    monkeypatch.setattr(valkey, "client", lambda: redis.Redis.from_url(address))
    yield
    caches.close_all()


def parts(answer) -> dict[str, str]:
    return {name: word for name, word in answer.json()["parts"].items() if word != "ok"}


def test_the_process_is_alive_without_asking_any_server(client):
    answer = client.get("/healthz")  # without the mark of the database: a query would fail this test
    assert (answer.status_code, answer.content, answer["Cache-Control"]) == (200, b"ok", "no-store")


@pytest.mark.parametrize("path", ["/healthz", "/readyz/pages"])
def test_probes_need_neither_host_name_nor_https_nor_session(client, living, settings, path):
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get(path, headers={"Host": "10.1.2.3:8000"})
    assert answer.status_code == 200
    assert answer.cookies == {}


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/readyz/pages", "/metrics"])
def test_a_probe_is_only_read(client, living, path):
    assert client.post(path).status_code == 405


def test_all_parts_work(client, living):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "parts": ALL_OK})


def test_a_timetable_that_was_never_seen_is_named(client, db):
    cache.delete(heartbeat.KEY)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"], parts(answer)) == (503, False, {"beat": "never seen"})


@pytest.mark.parametrize(("age", "named"), [(heartbeat.TOO_OLD - 5, {}), (heartbeat.TOO_OLD + 5, {"beat": "too old"})])
def test_a_timetable_that_stopped_is_named(client, db, age, named):
    with clock.at(clock.now() - timedelta(seconds=age)):
        tasks.beat_heartbeat()
    assert parts(client.get("/readyz")) == named


def test_a_dead_timetable_closes_no_page(client, db):
    cache.delete(heartbeat.KEY)
    answer = client.get("/readyz/pages")
    assert (answer.status_code, answer.json()["parts"]) == (200, {"database": "ok", "migrations": "ok"})


def test_a_migration_that_is_not_applied_is_named(client, living):
    MigrationRecorder(connection).record_unapplied("ideas", "0001_initial")
    for path in ("/readyz", "/readyz/pages"):
        answer = client.get(path)
        assert (answer.status_code, parts(answer)) == (503, {"migrations": "pending"})


def test_a_cache_and_broker_that_are_away_are_named_without_their_address(client, db, broker_away):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    # Durability is asked of nobody in tests; see the next test.
    assert parts(answer) == dict.fromkeys(["cache", "broker", "beat"], "unreachable")
    assert b"hirondelle" not in answer.content
    assert b"127.0.0.1" not in answer.content
    assert client.get("/readyz/pages").status_code == 200


def test_a_database_that_is_away_is_named_without_its_address(client, living, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise psycopg.OperationalError("connection to parkour:hirondelle@postgres failed")

    with monkeypatch.context() as away:
        away.setattr(connection, "cursor", connection.wrap_database_errors(refuse))
        away.setattr(MigrationRecorder, "applied_migrations", connection.wrap_database_errors(refuse))
        answer = client.get("/readyz")
    assert (answer.status_code, parts(answer)) == (503, dict.fromkeys(["database", "migrations"], "unreachable"))
    assert b"hirondelle" not in answer.content


def test_in_production_servers_that_forget_are_named_also_after_the_start(client, living, settings):
    settings.DURABILITY_REQUIRED = True  # and the cluster of the tests is a throw-away one
    assert parts(client.get("/readyz")) == {"durability": "not durable"}
