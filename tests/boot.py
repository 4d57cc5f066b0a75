"""Pytest plugin: throw-away PostgreSQL and Valkey for the whole run, before any setting is read.

A conftest would come too late: pytest-django reads the settings first. With xdist the controller
starts the servers; its workers inherit the addresses and use a numbered Redis database each.
"""

import atexit
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from parkour.core.catalogue import compile_catalogues
from parkour.embedded import EmbeddedStack
from tests import kept

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")


def _start_servers() -> None:
    wanted = {name: not os.environ.get(name) for name in ("DATABASE_URL", "REDIS_URL")}
    if not any(wanted.values()):
        return
    home = Path(tempfile.mkdtemp(prefix="parkour-tests-"))
    home.chmod(0o711)
    stack = EmbeddedStack(home, durable=False, postgres=wanted["DATABASE_URL"], valkey=wanted["REDIS_URL"])
    owner = os.getpid()

    def remove() -> None:
        if os.getpid() == owner:  # a forked child of a test runs this too
            stack.stop()
            shutil.rmtree(home, ignore_errors=True)

    atexit.register(remove)
    found = wanted["DATABASE_URL"] and kept.bring(home)
    stack.start()
    if wanted["DATABASE_URL"]:
        if not found:
            kept.make(stack)
        os.environ[kept.VARIABLE] = kept.TEMPLATE
    os.environ.update(stack.environment)


def _own_redis_database() -> None:
    base, _, _ = os.environ["REDIS_URL"].rpartition("/")
    os.environ["REDIS_URL"] = f"{base}/{int(WORKER.removeprefix('gw')) + 1}"


def _boot() -> None:
    os.environ["PARKOUR_TESTING"] = "1"
    os.environ.pop("PARKOUR_DEMO", None)
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's sync API runs a loop
    if WORKER:
        _own_redis_database()
        return
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))  # atexit then runs
    compile_catalogues()
    _start_servers()


_boot()
