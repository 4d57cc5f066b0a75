"""Where Chromium is, how it is started, and the line that says so when it is nowhere."""

import shutil
from pathlib import Path

PLACES = ("/usr/bin/chromium", shutil.which("chromium") or "")
CHROMIUM = next((path for path in PLACES if path and Path(path).exists()), None)

PATIENCE = 90_000  # milliseconds: how long a busy machine may take, not what must be true

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


def tell_when_missing(terminalreporter):
    """One loud line: tests that step aside are never silent about it."""
    if CHROMIUM is None:
        terminalreporter.write_line(
            "NOT COLLECTED: tests/browser: no Chromium on this machine. Install it to run them.",
            yellow=True,
            bold=True,
        )
