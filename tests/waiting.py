"""Waiting for what another process does."""

import time

PATIENCE = 300  # seconds: a machine that does other things is slow, not wrong


def wait_until(condition, tell=lambda: ""):
    """Return what `condition()` returns once it is true; fail with `tell()` when that takes too long."""
    until = time.monotonic() + PATIENCE
    while not (answer := condition()):
        assert time.monotonic() < until, f"It did not happen in time. {tell()}"
        time.sleep(0.1)
    return answer
