"""Figures of this process, added up over the processes of one web server.

With a shared folder (see `folder`) each process writes a small file there, and whichever
process is asked answers for all. Without it (commands, tests) the figures are those of this process alone.
"""

import os
import re
from contextlib import suppress
from pathlib import Path

from django.db import connection
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from parkour.core.observation.folder import VARIABLE

FOLDER = os.environ.get(VARIABLE)  # as the library saw it when it was imported, a line above
REQUESTS = Counter("parkour_requests", "Answered requests.", ["route", "method", "status"])
SECONDS = Histogram(
    "parkour_request_seconds",
    "Time until the answer.",
    ["route"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
POLICY_REPORTS = Counter(
    "parkour_policy_reports", "What the content policy of pages stopped, as browsers report it.", ["directive"]
)
POOL = Gauge(
    "parkour_database_pool",
    "Connections of the web processes' pools, and requests that wait for one.",
    ["state"],
    multiprocess_mode="livesum",
)
POOL_STATES = {"open": "pool_size", "free": "pool_available", "waiting": "requests_waiting"}
LIVE_FILE = re.compile(r"gauge_live\w+_(\d+)\.db")


def count_policy_report(directive: str) -> None:
    """Count one report of a browser; `directive` is a known one, or a word for what is none."""
    POLICY_REPORTS.labels(directive).inc()


def count_request(route: str, method: str, status: int, seconds: float) -> None:
    """Count one answered request, and look at the pool it used."""
    REQUESTS.labels(route, method, str(status)).inc()
    SECONDS.labels(route).observe(seconds)
    if pool := getattr(connection, "pool", None):
        state = pool.get_stats()
        for label, name in POOL_STATES.items():
            POOL.labels(label).set(state.get(name, 0))


def registry() -> CollectorRegistry:
    """What is to be shown: the figures of all processes of this server, or of this process alone."""
    shown = CollectorRegistry()
    if FOLDER:
        forget_the_dead(Path(FOLDER))
        MultiProcessCollector(shown, FOLDER)
    else:
        shown.register(REGISTRY)
    return shown


def forget_the_dead(folder: Path) -> None:
    """A process that ended holds no connections any more; what it counted stays counted."""
    for file in folder.glob("gauge_live*.db"):
        if (match := LIVE_FILE.fullmatch(file.name)) and not Path(f"/proc/{match[1]}").exists():
            with suppress(FileNotFoundError):  # another process was quicker
                mark_process_dead(int(match[1]), str(folder))
