"""Real Celery workers on the database of the test, that can be killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.waiting import PATIENCE

ROOT = Path(settings.BASE_DIR)


def environment(folder: Path, mail_port: int, **more) -> dict[str, str]:
    """What a process of the product needs to work on the database of the test and send to `mail_port`."""
    facts = connection.settings_dict
    database = f"postgresql://{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"
    return os.environ | {
        "DATABASE_URL": database,
        "PARKOUR_TESTING": "1",
        "PARKOUR_WAKE_TASKS": "1",
        "PARKOUR_VAR_DIR": str(folder),
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "SECRET_KEY": settings.SECRET_KEY,
        **more,
    }


class Worker:
    """One `celery worker` process; `beat` gives it the timetable."""

    def __init__(self, folder: Path, mail_port: int, *, beat: bool = False, **more):
        self.log = folder / f"worker-{time.monotonic_ns()}.log"
        options = ["--beat", "--schedule", str(folder / "beat")] if beat else []
        command = [Path(sys.executable).with_name("celery"), "-A", "parkour", "worker", "--pool", "solo"]
        command += ["--loglevel", "WARNING", "--without-gossip", "--without-mingle", *options]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment(folder, mail_port, **more),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill(self):
        """SIGKILL: no goodbye to the broker, the database or the mail server."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)

    def stop(self):
        if self.process.poll() is None:
            self.kill()


def run(code: str, folder: Path, mail_port: int, **more) -> int:
    """Run Python code in a process of its own, Django set up; its exit code (negative: killed by that signal)."""
    source = f"import django; django.setup()\n{code}"
    done = subprocess.run(
        [sys.executable, "-c", source],
        cwd=ROOT,
        env=environment(folder, mail_port, DJANGO_SETTINGS_MODULE="parkour.settings", **more),
        timeout=PATIENCE,
        check=False,
    )
    return done.returncode


def wait_until(condition, what: str, seconds: float = PATIENCE):
    """Another process does the work: look again until it is done."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)
