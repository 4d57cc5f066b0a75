"""A real product for the browser: granian and a Celery worker on the test database, Chromium in front."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import sync_playwright

from tests.browser.chromium import CHROMIUM

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
ROOT = Path(settings.BASE_DIR)


def pytest_ignore_collect(collection_path):
    """Without Chromium, and only where nobody can install it, these tests step aside."""
    if collection_path.name.startswith("test_") and CHROMIUM is None and not os.environ.get("CI"):
        return True
    return None


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Product:
    """Web and worker processes on the database of the test; `url` is their address."""

    def __init__(self, folder: Path):
        self.folder, self.processes = folder, []
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self):
        self._run(
            "granian",
            "--interface",
            "wsgi",
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
            "--workers",
            "1",
            "--blocking-threads",
            "4",
            "parkour.wsgi:application",
            name="web",
        )
        self._run(
            "celery",
            "-A",
            "parkour",
            "worker",
            "--pool",
            "solo",
            "--loglevel",
            "WARNING",
            "--without-gossip",
            "--without-mingle",
            name="worker",
        )
        self._wait_until_it_answers()
        return self

    def _environment(self):
        facts = connection.settings_dict
        database = f"postgresql://{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"
        return os.environ | {
            "DATABASE_URL": database,
            "PARKOUR_TESTING": "1",
            "PARKOUR_DEMO": "1",
            "PARKOUR_WAKE_TASKS": "1",
            "PARKOUR_VAR_DIR": str(self.folder),
            "PARKOUR_BASE_URL": self.url,
            "SECRET_KEY": settings.SECRET_KEY,
        }

    def _run(self, program, *args, name):
        log = (self.folder / f"{name}.log").open("wb")
        binary = Path(sys.executable).with_name(program)
        self.processes.append(
            subprocess.Popen([binary, *args], cwd=ROOT, env=self._environment(), stdout=log, stderr=subprocess.STDOUT)
        )
        log.close()

    def _wait_until_it_answers(self, seconds=60):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(self.url + "/healthz", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                self.processes[0].poll()
        raise AssertionError(f"the product does not answer:\n{self.logs()}")

    def logs(self):
        return "\n".join(path.read_text(errors="replace")[-3000:] for path in sorted(self.folder.glob("*.log")))

    def stop(self):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)


@pytest.fixture
def product(transactional_db, tmp_path):
    running = Product(tmp_path)
    try:
        yield running.start()
    finally:
        running.stop()
