"""`make demo` as a person meets it: started, killed at the worst moments, started again. Real processes only."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.request
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from tests.embedded.test_launcher import published
from tests.management.test_supervisor import alive, wait_for_death

pytestmark = pytest.mark.worker

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 600  # the filling is work: minutes on a machine that does other things
COMMAND = [sys.executable, "-m", "parkour.embedded", "--", sys.executable, "manage.py", "demo"]
FILLING, READY = "Filling it with a demonstration programme…", "Parkour is ready: "


class Demo:
    """One run of the command, and every line that it has said."""

    def __init__(self, home: Path, port: int):
        ours = {name: value for name, value in os.environ.items() if not name.startswith("PARKOUR_")}
        for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "EMAIL_URL"):
            ours.pop(name, None)
        ours |= {"PARKOUR_VAR_DIR": str(home), "PORT": str(port), "PYTHONUNBUFFERED": "1"}
        self.home, self.lines, self.news = home, [], threading.Condition()
        self.process = subprocess.Popen(
            COMMAND, cwd=ROOT, env=ours, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            with self.news:
                self.lines.append(line.rstrip("\n"))
                self.news.notify_all()
        with self.news:
            self.lines.append(None)  # nothing more will be said
            self.news.notify_all()

    def says(self, beginning: str) -> str:
        """The rest of the first line that begins so, as soon as it is there."""

        def found():
            return next((line for line in self.lines if line and line.startswith(beginning)), None)

        with self.news:
            self.news.wait_for(lambda: found() is not None or None in self.lines, PATIENCE)
            assert found() is not None, self.lines
            return found().removeprefix(beginning)

    def tree(self) -> list[int]:
        """Numbers of the command and of everything it has started, directly or not."""
        parents = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        found = [self.process.pid]
        for pid in found:
            found += [child for child, parent in parents.items() if parent == pid]
        return found

    def kill_everything(self):
        """What a power cut leaves: no process, and the files as they were."""
        pids = self.tree()
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.ended()
        for pid in pids:
            wait_for_death(pid)
        return pids

    def ended(self) -> int:
        code = self.process.wait(PATIENCE)
        self.reader.join(PATIENCE)
        self.process.stdout.close()
        return code

    def people(self) -> list[int]:
        with psycopg.connect(published(self.home)["DATABASE_URL"]) as connection:
            # The dates that the rule keeps planned two years ahead are not counted: how many they are follows the day.
            tables = ("accounts_user", "ideas_idea", "committee_session WHERE rule_on IS NULL")
            return [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]  # noqa: S608


@pytest.fixture
def home():
    """A folder an unprivileged account may cross, as PostgreSQL needs when the tests run as root."""
    with tempfile.TemporaryDirectory(prefix="parkour-tests-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder).resolve()


@pytest.fixture
def taken_port():
    with socket.socket() as neighbour:
        neighbour.bind(("127.0.0.1", 0))
        neighbour.listen()
        yield neighbour.getsockname()[1]


@pytest.fixture
def start(home, taken_port):
    runs = []

    def launch():
        runs.append(Demo(home, taken_port))
        return runs[-1]

    yield launch
    for run in runs:
        if run.process.poll() is None:
            run.kill_everything()


def page(address):
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
        return answer.status, answer.read().decode()


def test_the_demonstration_survives_being_killed_while_it_fills_its_data_and_while_it_runs(start, taken_port):
    interrupted = start()
    interrupted.says(FILLING)
    interrupted.kill_everything()

    first = start()
    first.says(FILLING)  # nothing half-made was left
    taken = first.says(f"Port {taken_port} is taken: using ")
    address = first.says(READY)
    assert taken == f"{address.split(':')[2].rstrip('/')} instead."
    assert page(f"{address}accounts/login/")[0] == 200
    assert first.people() == [120, 101, 3]

    refused = start()  # a second one on the same data
    assert refused.ended() == 1
    assert refused.lines[-2] == f"CommandError: The demonstration already runs from here: {address}"
    killed = first.kill_everything()
    assert len(killed) >= 7  # launcher, command, web, worker, beat, PostgreSQL, Valkey

    second = start()
    address = second.says(READY)
    assert FILLING not in second.lines
    assert page(f"{address}healthz")[0] == 200
    assert second.people() == [120, 101, 3]
    pids = second.tree()
    second.process.terminate()
    assert second.ended() == 0
    assert second.lines[-2] == "Stopped. The data is kept for the next start."
    assert [pid for pid in pids if alive(pid)] == []
