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


# All databases of the server are in this table, and whoever waits for a row waits for a transaction, which names none.
WAITING = """
SELECT count(*) FROM pg_locks AS wanted WHERE NOT wanted.granted AND EXISTS (
  SELECT FROM pg_locks AS held JOIN pg_database AS ours ON held.database = ours.oid
  WHERE held.pid = wanted.pid AND ours.datname = current_database()
)"""


def somebody_waits_for_a_lock() -> bool:
    """Whether a session of this database (and not of that of another process of the tests) waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return cursor.fetchone()[0] > 0


def wait_for_somebody_at_a_lock():
    """Return once a session of the database waits for a lock that another one holds."""
    wait_until(somebody_waits_for_a_lock, lambda: "Nobody waits for a lock.")


def held_until_another_has_counted(count):
    """`count(row)` for two who read the same: the first keeps its transaction open until the second waits to write."""
    both_are_in, first = threading.Barrier(2), threading.Lock()

    def counting(row):
        both_are_in.wait()
        count(row)
        if first.acquire(blocking=False):
            wait_for_somebody_at_a_lock()

    return counting
