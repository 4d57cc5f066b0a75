"""A real product on the database of the test: the programs of production, each its own process."""

import contextlib
import os
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

from celery import current_app
from django.conf import settings
from django.db import connection

from parkour.management.commands.serve import server_command
from tests.waiting import wait_until

ROOT = Path(settings.BASE_DIR)
GRACE = 60  # seconds for what a process still has in its hands when it is asked to end
QUIET = ("--loglevel", "WARNING")


class Product:
    """Web, worker and beat on the database of the test; `url` is their address. `environment` is added to ours."""

    def __init__(self, folder: Path, **environment: str):
        self.folder, self.processes, self.environment = folder, [], environment
        self.media = folder / "media"
        self.place, self.port = _own_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self):
        """Web and worker: what a browser needs."""
        self._run_web()
        self.start_worker()
        self._wait_until_it_answers()
        return self

    def start_web(self):
        """The web process alone."""
        self._run_web()
        self._wait_until_it_answers()
        return self

    def _run_web(self):
        options = ("--workers", "1", "--host", "127.0.0.1", "--port", str(self.port))
        self._run("granian", *server_command(*options)[3:])

    def start_worker(self):
        self._run("celery", "-A", "parkour", "worker", "--pool", "solo", *QUIET, "--without-gossip", "--without-mingle")

    def start_beat(self):
        self._run("celery", "-A", "parkour", "beat", *QUIET, "--pidfile=", "--schedule", str(self.folder / "timetable"))

    def come_to_rest(self):
        """What waits for the worker is dropped, and what it has in hand is over: it answers between two tasks only."""
        current_app.control.purge()

        def answers():
            assert all(process.poll() is None for process in self.processes), f"a program has ended:\n{self.logs()}"
            return current_app.control.ping(timeout=5, limit=1)

        wait_until(answers, self.logs)

    def _environment(self):
        facts = connection.settings_dict
        database = f"postgresql://{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"
        return os.environ | {
            "DATABASE_URL": database,
            "PARKOUR_TESTING": "1",
            "PARKOUR_DEMO": "1",
            "PARKOUR_WAKE_TASKS": "1",
            "PARKOUR_VAR_DIR": str(self.folder),
            "MEDIA_ROOT": str(self.media),
            "PARKOUR_BASE_URL": self.url,
            "SECRET_KEY": settings.SECRET_KEY,
            "PARKOUR_SIGN_INS_PER_MINUTE": "600",  # the people of all tests have one address
            **self.environment,
        }

    def _run(self, program, *args):
        log = (self.folder / f"{len(self.processes)}-{program}.log").open("wb")
        binary = Path(sys.executable).with_name(program)
        self.processes.append(
            subprocess.Popen([binary, *args], cwd=ROOT, env=self._environment(), stdout=log, stderr=subprocess.STDOUT)
        )
        log.close()

    def _wait_until_it_answers(self):
        def answers():
            assert self.processes[0].poll() is None, f"the product has ended:\n{self.logs()}"
            with contextlib.suppress(OSError), urllib.request.urlopen(self.url + "/healthz", timeout=20) as answer:
                return answer.status == 200
            return False

        wait_until(answers, self.logs)

    def logs(self):
        return "\n".join(path.read_text(errors="replace")[-3000:] for path in sorted(self.folder.glob("*.log")))

    def stop(self):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(GRACE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.place.close()


def _own_port() -> tuple[socket.socket, int]:
    """A port of 127.0.0.1 and the socket that keeps it ours: two servers may otherwise be given the same one.

    Granian shares ports (SO_REUSEPORT), so a second product would not fail but answer every other request of the first.
    The socket does not listen, hence gets none.
    """
    place = socket.socket()
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    place.bind(("127.0.0.1", 0))
    return place, place.getsockname()[1]
