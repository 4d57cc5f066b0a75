"""`python -m parkour.embedded` on real servers, each test with a folder of its own."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest
import redis

from parkour.embedded import EmbeddedStack, StackInUse
from parkour.embedded.postgres import PostgresServer
from parkour.embedded.process import processes_living_in
from tests.waiting import PATIENCE, wait_until


def say(text: str) -> list[str]:
    return [sys.executable, "-c", f"print({text}, flush=True)"]


@pytest.fixture
def home():
    """A folder an unprivileged account may cross, as PostgreSQL needs when the tests run as root."""
    with tempfile.TemporaryDirectory(prefix="parkour-tests-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder).resolve()


@pytest.fixture
def launch(home):
    """Start the launcher on ``home`` with the given command; killed at the end if still there."""
    started = []

    def start(command: list[str], **environment: str) -> subprocess.Popen:
        clean = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
        process = subprocess.Popen(
            [sys.executable, "-m", "parkour.embedded", "--home", str(home), "--", *command],
            env=clean | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
            process.wait(PATIENCE)
        process.stdout.close()


def published(home: Path) -> dict[str, str]:
    path = home / "servers.json"
    return json.loads(path.read_text()) if path.exists() else {}


def server_processes(home: Path) -> list[int]:
    return [
        *processes_living_in(home / "postgres" / "data", "postgres"),
        *processes_living_in(home / "valkey", "valkey"),
        *processes_living_in(home / "valkey", "redis"),
    ]


def test_the_command_gets_both_addresses_and_its_exit_code_comes_back(home, launch):
    script = """
import os, sys, psycopg, redis
with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    show = lambda name: connection.execute(f"SHOW {name}").fetchone()[0]
    print(show("fsync"), show("data_checksums"), show("listen_addresses"), show("server_encoding"))
    print(connection.execute("SELECT left(rolpassword, 13) FROM pg_authid WHERE oid = 10").fetchone()[0])
client = redis.Redis.from_url(os.environ["REDIS_URL"])
print(*(client.config_get(name)[name] for name in ("appendonly", "maxmemory-policy")))
sys.exit(7)
"""
    launcher = launch([sys.executable, "-c", script])
    output, _ = launcher.communicate(timeout=PATIENCE)
    assert output.splitlines() == ["on on 127.0.0.1 UTF8", "SCRAM-SHA-256", "yes noeviction"]
    assert launcher.returncode == 7
    assert server_processes(home) == []
    assert published(home) == {}


def test_addresses_of_the_environment_win_and_nothing_is_started(home, launch):
    command = say("__import__('os').environ['DATABASE_URL'], __import__('os').environ['REDIS_URL']")
    launcher = launch(command, DATABASE_URL="postgresql://elsewhere/x", REDIS_URL="redis://elsewhere/1")
    output, _ = launcher.communicate(timeout=PATIENCE)
    assert output == "postgresql://elsewhere/x redis://elsewhere/1\n"
    assert launcher.returncode == 0
    assert list(home.iterdir()) == []


def test_after_the_launcher_is_killed_nothing_survives_and_the_next_start_finds_the_data(home, launch):
    launcher = launch([sys.executable, "-c", "import time; time.sleep(600)"])
    first = wait_until(lambda: published(home))
    with psycopg.connect(first["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    launcher.kill()
    launcher.wait(PATIENCE)
    with EmbeddedStack(home) as stack, psycopg.connect(stack.environment["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    assert server_processes(home) == []


def test_servers_killed_with_their_launcher_leave_a_pid_file_that_does_not_stop_the_next_start(home, launch):
    launcher = launch([sys.executable, "-c", "import time; time.sleep(600)"])
    wait_until(lambda: published(home))
    for pid in [launcher.pid, *server_processes(home)]:
        os.kill(pid, signal.SIGKILL)
    launcher.wait(PATIENCE)
    wait_until(lambda: server_processes(home) == [])
    pid_file = home / "postgres" / "data" / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    # The worst case: the number now belongs to somebody else who is alive.
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    with EmbeddedStack(home) as stack, psycopg.connect(stack.environment["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_postmaster_left_on_our_data_is_ended_before_a_new_one_starts(home):
    orphan = PostgresServer(home, durable=False)
    orphan.start()
    with EmbeddedStack(home, durable=False, valkey=False) as stack:
        assert orphan.child.wait(PATIENCE) is not None
        with psycopg.connect(stack.environment["DATABASE_URL"]) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_second_launcher_shares_the_servers_and_leaves_them_running(home, launch):
    with EmbeddedStack(home, durable=False) as stack:
        with pytest.raises(StackInUse):
            EmbeddedStack(home, durable=False).start()
        second = launch(say("__import__('os').environ['REDIS_URL']"))
        output, _ = second.communicate(timeout=PATIENCE)
        assert output == stack.environment["REDIS_URL"] + "\n"
        client = redis.Redis.from_url(stack.environment["REDIS_URL"])
        assert client.ping() is True
        client.close()


def test_servers_that_die_under_a_running_command_come_back_at_the_same_address(home, launch):
    launch([sys.executable, "-c", "import time; time.sleep(600)"])
    addresses = wait_until(lambda: published(home))
    dead = server_processes(home)
    for pid in dead:
        os.kill(pid, signal.SIGKILL)

    def answers():
        try:
            with psycopg.connect(addresses["DATABASE_URL"], connect_timeout=2) as connection:
                return connection.execute("SELECT 1").fetchone() == (1,)
        except psycopg.OperationalError:
            return False

    assert wait_until(answers)
    assert published(home) == addresses
    assert not set(dead) & set(server_processes(home))


def test_a_request_to_stop_reaches_the_command_and_takes_the_servers_down_after_it(home, launch):
    # Blocked and awaited, not handled: a handler that runs just before a sleep begins would not end it.
    script = """
import signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
print("ready", flush=True)
signal.sigwait({signal.SIGTERM})
print("asked to stop", flush=True)
sys.exit(3)
"""
    launcher = launch([sys.executable, "-c", script])
    assert launcher.stdout.readline() == "ready\n"
    launcher.terminate()
    output, _ = launcher.communicate(timeout=PATIENCE)
    assert (output, launcher.returncode) == ("asked to stop\n", 3)
    assert server_processes(home) == []


def test_data_of_another_postgresql_is_refused_in_one_sentence(home, launch):
    with EmbeddedStack(home, durable=False, valkey=False):
        pass
    (home / "postgres" / "data" / "PG_VERSION").write_text("12\n")
    launcher = launch(say("'never'"))
    output, _ = launcher.communicate(timeout=PATIENCE)
    assert launcher.returncode == 1
    assert output.startswith(f"{home}/postgres/data was made by PostgreSQL 12, the one found is ")
    assert output.count("\n") == 1
