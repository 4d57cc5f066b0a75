"""Waiting for what another process does."""

import threading
import time

from django.db import connection

PATIENCE = 300  # seconds: a machine that does other things is slow, not wrong


def wait_until(condition, tell=lambda: ""):
    """Return what `condition()` returns once it is true; fail with `tell()` when that takes too long."""
    until = time.monotonic() + PATIENCE
    while not (answer := condition()):
        assert time.monotonic() < until, f"It did not happen in time. {tell()}"
        time.sleep(0.1)
    return answer


def wait_for_somebody_at_a_lock():
    """Return once a session of the database waits for a lock that another one holds."""

    def waiting():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            return cursor.fetchone()[0]

    wait_until(waiting, lambda: "Nobody waits for a lock.")


def held_until_another_has_counted(count):
    """`count(row)` for two who read the same: the first keeps its transaction open until the second waits to write."""
    both_are_in, first = threading.Barrier(2), threading.Lock()

    def counting(row):
        both_are_in.wait()
        count(row)
        if first.acquire(blocking=False):
            wait_for_somebody_at_a_lock()

    return counting
