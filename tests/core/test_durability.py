"""Servers that would lose what they acknowledged: real ones, durable, of which one thing at a time is turned off."""

import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path

import environ
import psycopg
import pytest
import redis
from django.conf import settings as product
from django.core import checks
from django.db import ConnectionHandler

from parkour.core import durability, valkey
from parkour.embedded import EmbeddedStack
from parkour.embedded.process import free_port
from tests.core.observation.lines import production_lines

PATIENCE = 240
NAMES = ["fsync", "full_page_writes", "synchronous_commit"]
NO_FILE = "Redis (or Valkey) keeps no append-only file (appendonly is off)"
END = "so a crash would lose what people were told is recorded; turn it on and start again."


@pytest.fixture(scope="module")
def servers():
    """A durable PostgreSQL and Valkey; the cluster of the other tests is not."""
    with tempfile.TemporaryDirectory(prefix="parkour-tests-") as folder:
        Path(folder).chmod(0o711)
        with EmbeddedStack(Path(folder)) as stack:
            yield dict(stack.environment)


@contextmanager
def turned_off(servers, *names):
    """Settings of PostgreSQL that are off for whoever connects meanwhile."""
    with psycopg.connect(servers["DATABASE_URL"], autocommit=True) as link:
        for name in names:
            link.execute(f"ALTER SYSTEM SET {name} = off")
        reload(servers, link, names, "off")
        try:
            yield
        finally:
            for name in names:
                link.execute(f"ALTER SYSTEM RESET {name}")
            reload(servers, link, names, "on")


def reload(servers, link, names, value):
    """Have the configuration read again, which the server does a moment after it was told to."""
    link.execute("SELECT pg_reload_conf()")
    for _ in range(1000):
        with psycopg.connect(servers["DATABASE_URL"]) as fresh:
            if all(fresh.execute(f"SHOW {name}").fetchone() == (value,) for name in names):
                return
    raise AssertionError(f"{names} did not become {value}.")


@contextmanager
def no_append_only_file(servers):
    client = redis.Redis.from_url(servers["REDIS_URL"])
    client.config_set("appendonly", "no")
    try:
        yield
    finally:
        client.config_set("appendonly", "yes")
        client.close()


@contextmanager
def role_with(servers, mode):
    """The role of the product with a `synchronous_commit` of its own."""
    with psycopg.connect(servers["DATABASE_URL"], autocommit=True) as link:
        link.execute(f"ALTER ROLE parkour SET synchronous_commit = {mode}")
        try:
            yield
        finally:
            link.execute("ALTER ROLE parkour RESET synchronous_commit")


@pytest.fixture
def ask(servers, settings, monkeypatch, django_db_blocker):
    """`ask(call, **other addresses)`: the answer of production code in front of these servers, on a new connection."""
    settings.DURABILITY_REQUIRED = True

    def answer(call, **addresses):
        chosen = servers | addresses
        database = environ.Env.db_url_config(chosen["DATABASE_URL"]) | {"OPTIONS": {"connect_timeout": 5}}
        connection = ConnectionHandler({"default": database})["default"]
        client = redis.Redis.from_url(chosen["REDIS_URL"])
        monkeypatch.setattr(durability, "connection", connection)
        monkeypatch.setattr(valkey, "client", lambda: client)
        try:
            with django_db_blocker.unblock():  # a connection of its own, not that of the tests' database
                return call()
        finally:
            connection.close()
            client.close()

    return answer


def refusal_of(call) -> str:
    with pytest.raises(SystemExit) as refused:
        call()
    return refused.value.code


def test_servers_that_keep_what_they_acknowledge_are_accepted(ask):
    assert ask(durability.faults) == []
    assert ask(durability.guard) is None


@pytest.mark.parametrize("name", NAMES)
def test_a_database_that_forgets_is_refused_in_one_sentence(servers, ask, name):
    with turned_off(servers, name):
        sentence = refusal_of(lambda: ask(durability.guard))
    assert sentence == f"Parkour does not start: PostgreSQL has {name} off, {END}"


def test_a_broker_without_its_file_is_refused_in_one_sentence(servers, ask):
    with no_append_only_file(servers):
        assert refusal_of(lambda: ask(durability.guard)) == f"Parkour does not start: {NO_FILE}, {END}"


def test_what_is_off_for_our_role_alone_counts_too(servers, ask):
    with role_with(servers, "off"):
        assert ask(durability.database_faults) == ["PostgreSQL has synchronous_commit off"]


@pytest.mark.parametrize("mode", ["local", "remote_write", "remote_apply"])
def test_a_stricter_or_local_commit_is_no_fault(servers, ask, mode):
    with role_with(servers, mode):
        assert ask(durability.database_faults) == []


def test_the_check_of_migrate_refuses_it_too(servers, ask):
    with turned_off(servers, "fsync"):
        found = ask(lambda: checks.run_checks(tags=["database"], databases=["default"]))
    assert [(error.id, error.msg) for error in found] == [("parkour.E002", f"PostgreSQL has fsync off, {END}")]


def test_without_a_database_production_does_not_start_and_says_so(ask):
    away = f"postgresql://parkour:hirondelle@127.0.0.1:{free_port()}/parkour"
    sentence = refusal_of(lambda: ask(durability.guard, DATABASE_URL=away))
    assert sentence == "Parkour does not start: PostgreSQL does not answer (OperationalError)."


def test_without_a_broker_production_starts_and_warns_for_rows_are_the_truth(ask):
    away = f"redis://:hirondelle@127.0.0.1:{free_port()}/0"
    with production_lines() as lines:
        assert ask(durability.guard, REDIS_URL=away) is None
    (line,) = lines.of("parkour.core.durability")
    assert line["event"] == "the broker does not answer, whether it is durable is not known: ConnectionError"


def test_planted_fault_demo_debugging_and_tests_ask_nothing_and_start_on_such_servers(servers, ask, settings):
    settings.DURABILITY_REQUIRED = False
    with turned_off(servers, *NAMES), no_append_only_file(servers):
        assert ask(durability.guard) is None
        assert ask(lambda: checks.run_checks(tags=["database"], databases=["default"])) == []


# --- The processes of production ----------------------------------------------------------------------------


def run(command, environment):
    """Start a program of the product as production would; return its exit code, output and errors."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PARKOUR_", "DJANGO_"))}
    production = {
        "SECRET_KEY": "only-for-this-test-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF",
        "ALLOWED_HOSTS": "parkour.example.org",
        "PARKOUR_BASE_URL": "https://parkour.example.org",
        "DEFAULT_FROM_EMAIL": "Parkour <parkour@example.org>",
        "PYTHONWARNINGS": "ignore:No directory at",  # no file of the design was collected for these tests
    }
    done = subprocess.run(
        [sys.executable, *command],
        cwd=product.BASE_DIR,
        env=kept | production | environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    return done.returncode, done.stdout, done.stderr


WEB = ["-c", "import parkour.wsgi; print('serving')"]
CELERY = ["-m", "celery", "-A", "parkour"]
PROGRAMS = {
    "web": WEB,
    "worker": [*CELERY, "worker", "--pool", "solo", "--without-gossip", "--without-mingle"],
    "beat": [*CELERY, "beat", "--pidfile=", "--schedule"],
    "serve": ["manage.py", "serve"],
}


def test_the_web_starts_on_durable_servers_and_serve_refuses_an_open_deployment_warning(servers):
    assert run(WEB, servers) == (0, "serving\n", "")
    code, _, errors = run(PROGRAMS["serve"], servers | {"PARKOUR_BASE_URL": "http://parkour.example.org"})
    assert code == 1
    assert "(parkour.W001) PARKOUR_BASE_URL must be the https:// address people use." in errors


@pytest.mark.parametrize("name", PROGRAMS)
def test_no_program_starts_on_servers_that_forget_and_each_says_all_in_one_sentence(servers, name, tmp_path):
    command = [*PROGRAMS[name], *([str(tmp_path / "schedule")] if name == "beat" else [])]
    with ExitStack() as off:
        off.enter_context(turned_off(servers, "fsync", "synchronous_commit"))
        off.enter_context(no_append_only_file(servers))
        code, output, errors = run(command, servers)
    assert code == 1
    assert f"Parkour does not start: PostgreSQL has fsync and synchronous_commit off and {NO_FILE}, {END}\n" in errors
    assert "Traceback" not in errors
    assert "serving" not in output


def test_migrate_writes_nothing_on_such_servers(servers):
    with turned_off(servers, "synchronous_commit"):
        code, _, errors = run(["manage.py", "migrate"], servers)
    assert code == 1
    assert f"PostgreSQL has synchronous_commit off, {END}" in errors
    with psycopg.connect(servers["DATABASE_URL"]) as link:
        tables = link.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert tables == (0,)
