"""``manage.py demo``: the whole product on this machine, web, worker and timetable.

Run beside the bundled servers (``python -m parkour.embedded -- python manage.py demo``) or with
``DATABASE_URL`` and ``REDIS_URL`` set. Ctrl-C stops what it started and nothing else.
"""

import fcntl
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from io import StringIO
from pathlib import Path
from typing import IO

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections, transaction

from parkour.core.keys import whole_number
from parkour.embedded.process import port_is_free
from parkour.management.commands.serve import server_command
from parkour.management.supervisor import KeepsDying, Program, Supervisor

DEFAULT_PORT = 8000
PORTS_TRIED = 100
ANSWER_SECONDS = 90  # a slow machine imports everything for the first time
LOOK_SECONDS = 0.5
ACCOUNTS = {
    "staff": "a colleague who submits and follows",
    "officer": "scores ideas and prepares the sessions",
    "member": "votes in the committee",
    "chair": "runs the session",
    "facilitator": "leads workshops",
    "sponsor": "decides for the direction",
    "admin": "people, sites and settings",
}


class Command(BaseCommand):
    help = "Start the demonstration: prepares its data, then runs web, worker and beat until Ctrl-C."
    requires_system_checks = ()

    def handle(self, *args, **options) -> None:
        if not settings.PARKOUR_DEMO:
            raise CommandError("The demonstration runs with PARKOUR_DEMO=1 only.")
        with self._take_lock() as lock:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, _interrupt)
            try:
                self._run(lock)
            except KeyboardInterrupt:
                self._say("Stopped. The data is kept for the next start.")

    def _run(self, lock: IO[str]) -> None:
        wanted = _wanted_port()
        refuse_data_of_others()
        self._prepare_data()
        port = self._choose_port(wanted)
        address = f"http://127.0.0.1:{port}/"
        lock.write(address)
        lock.flush()
        os.environ["PARKOUR_BASE_URL"] = address.rstrip("/")
        supervisor = Supervisor(_programs(port), self._say)
        try:
            supervisor.start()
            self._wait_for_answer(supervisor, address)
            self._welcome(address)
            while True:
                time.sleep(LOOK_SECONDS)
                supervisor.look_after()
        except KeepsDying as error:
            raise CommandError(str(error)) from error
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)  # already stopping: an impatient key adds nothing
            self._say("Stopping…")
            supervisor.stop()

    def _take_lock(self) -> IO[str]:
        """Keep a second demonstration off the same data; the lock ends with this process."""
        settings.PARKOUR_VAR_DIR.mkdir(parents=True, exist_ok=True)
        lock = (settings.PARKOUR_VAR_DIR / "demo.lock").open("a+", encoding="ascii")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with lock:
                lock.seek(0)
                raise CommandError(f"The demonstration already runs from here: {lock.read()}") from None
        lock.truncate(0)
        return lock

    def _prepare_data(self) -> None:
        call_command("messages", "--compile", stdout=StringIO())
        self._say("Preparing the database…")
        call_command("migrate", interactive=False, verbosity=0)
        if not get_user_model().objects.exists():
            self._say("Filling it with a demonstration programme…")
            with transaction.atomic():  # interrupted half-way, it starts again from nothing next time
                call_command("seed_demo")
        connections.close_all()

    def _choose_port(self, wanted: int) -> int:
        for port in range(wanted, min(wanted + PORTS_TRIED, 65536)):
            if port_is_free(port):
                if port != wanted:
                    self._say(f"Port {wanted} is taken: using {port} instead.")
                return port
        raise CommandError(f"No free port from {wanted} on; name another with PORT=.")

    def _wait_for_answer(self, supervisor: Supervisor, address: str) -> None:
        self._say("Starting web, worker and beat…")
        until = time.monotonic() + ANSWER_SECONDS
        while not _answers(f"{address}healthz"):
            if time.monotonic() > until:
                web = supervisor.programs[0]
                raise CommandError(f"The web server does not answer; the end of {web.log}:\n{web.last_words()}")
            time.sleep(0.2)
            supervisor.look_after()

    def _welcome(self, address: str) -> None:
        lines = ["", f"Parkour is ready: {address}", ""]
        lines += [f"  {name + '@parkour.example':<30} {role}" for name, role in ACCOUNTS.items()]
        lines += [
            "",
            f"  Password of all of them: {settings.DEMO_PASSWORD}",
            f"  Logs: {settings.PARKOUR_VAR_DIR / 'log'}",
            "  A session to step into: make manage ARGS=open_demo_session",
            "  Ctrl-C stops it; the data is kept.",
            "",
        ]
        self._say("\n".join(lines))

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def refuse_data_of_others() -> None:
    """Leave alone a database that serves real people: it would be migrated, and its mails shown without sign-in.

    Raises CommandError. Asked before migrating, so of a database that may be empty or older than the code.
    """
    people = get_user_model()
    if people._meta.db_table not in connection.introspection.table_names():
        return
    accounts = people.objects.filter(email__in=[f"{name}@parkour.example" for name in ACCOUNTS])
    if people.objects.exists() and not accounts.exists():
        raise CommandError(
            "DATABASE_URL names a database with people that is not a demonstration: name an empty one, or none."
        )


def _wanted_port() -> int:
    named = os.environ.get("PORT", "").strip()
    if not named:
        return DEFAULT_PORT
    port = whole_number(named)
    if port is None or not 0 < port < 65536:
        raise CommandError(f"PORT={named} is not a port: choose a number between 1 and 65535.")
    return port


def _programs(port: int) -> list[Program]:
    """Return the three programs of the demonstration, the web server first."""
    logs: Path = settings.PARKOUR_VAR_DIR / "log"
    celery = [sys.executable, "-m", "celery", "-A", "parkour"]
    place = ("--host", "127.0.0.1", "--port", str(port))
    web = server_command(*place, "--workers", "2", "--workers-kill-timeout", "10", "--respawn-failed-workers")
    worker = [*celery, "worker", "--concurrency", "1", "--without-gossip", "--without-mingle"]
    beat = [*celery, "beat", "--pidfile=", "--schedule", str(settings.PARKOUR_VAR_DIR / "beat-schedule")]
    commands = {"web": web, "worker": worker, "beat": beat}
    return [Program(name, command, logs / f"{name}.log", settings.BASE_DIR) for name, command in commands.items()]


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 — our own loopback address
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


def _interrupt(_number: int, _frame) -> None:
    raise KeyboardInterrupt
