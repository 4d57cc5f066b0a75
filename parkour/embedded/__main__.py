"""``python -m parkour.embedded -- COMMAND…``: run a command beside the bundled servers.

Starts PostgreSQL when ``DATABASE_URL`` is not set and Valkey when ``REDIS_URL`` is not set, sets both
for the command, stops what it started when the command ends and returns its exit code. When another
launcher already keeps the servers of this folder, the command uses those and they are left running.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from parkour.embedded.process import EmbeddedError, die_with_parent
from parkour.embedded.stack import EmbeddedStack, StackInUse

ROOT = Path(__file__).resolve().parents[2]
LOOK_SECONDS = 0.5  # how often the servers are looked after while the command runs
REQUESTS_TO_STOP = {signal.SIGTERM, signal.SIGHUP, signal.SIGINT}
NEIGHBOUR_SECONDS = 60  # how long another launcher may need to start its servers


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m parkour.embedded", description="Run a command beside the bundled servers."
    )
    parser.add_argument("--home", type=Path, default=os.environ.get("PARKOUR_VAR_DIR") or ROOT / "var")
    parser.add_argument("command", nargs="+", help="the command, after --")
    options = parser.parse_args(arguments)
    wanted = [name for name in ("DATABASE_URL", "REDIS_URL") if not os.environ.get(name)]
    # Until the command runs, a request to stop is an exception: the servers are stopped on the way out.
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGHUP, _leave)
    try:
        return _run_with_servers(options.home, wanted, options.command)
    except EmbeddedError as error:
        print(error, file=sys.stderr)
        return 1
    except PermissionError as error:
        print(
            f"{error.filename} belongs to another account: give it back, or set PARKOUR_VAR_DIR.",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        return 130


def _leave(number: int, _frame) -> None:
    raise SystemExit(128 + number)


def _run_with_servers(home: Path, wanted: list[str], command: list[str]) -> int:
    if not wanted:
        return run(command, None)
    stack = EmbeddedStack(home, postgres="DATABASE_URL" in wanted, valkey="REDIS_URL" in wanted)
    try:
        with stack:
            os.environ.update(stack.environment)
            return run(command, stack)
    except StackInUse:
        os.environ.update(_neighbours(stack, wanted))
        return run(command, None)


def _neighbours(stack: EmbeddedStack, wanted: list[str]) -> dict[str, str]:
    """Return the addresses of the servers another launcher keeps; wait while it starts them."""
    until = time.monotonic() + NEIGHBOUR_SECONDS
    while not (known := stack.published()) and time.monotonic() < until:
        time.sleep(0.1)
    if missing := [name for name in wanted if name not in known]:
        raise EmbeddedError(
            f"Another launcher uses {stack.home} without the server for {', '.join(missing)}. "
            f"Stop it, or set {' and '.join(missing)}."
        )
    return {name: known[name] for name in wanted}


def run(command: list[str], stack: EmbeddedStack | None) -> int:
    """Run the command to its end, looking after the servers meanwhile; return its exit code."""
    # A request to stop that comes while the command starts waits until somebody can hand it on.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, REQUESTS_TO_STOP)
    try:
        child = subprocess.Popen(command, preexec_fn=_first_in_child(mask))
        _pass_signals_on(child)
    except OSError as error:
        raise EmbeddedError(f"Cannot run {command[0]}: {error.strerror}.") from error
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    while True:
        try:
            code = child.wait(LOOK_SECONDS)
            return code if code >= 0 else 128 - code
        except subprocess.TimeoutExpired:
            if stack is not None:
                _look_after(stack, child)


def _first_in_child(mask: set[signal.Signals]) -> Callable[[], None]:
    """Make what the child does before the command: hear requests to stop again, and not outlive us."""
    die_with_us = die_with_parent(signal.SIGTERM)

    def begin() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        die_with_us()

    return begin


def _look_after(stack: EmbeddedStack, child: subprocess.Popen) -> None:
    try:
        for name in stack.revive():
            print(f"{name} had stopped and was started again.", file=sys.stderr, flush=True)
    except EmbeddedError:
        child.terminate()
        child.wait()
        raise


def _pass_signals_on(child: subprocess.Popen) -> None:
    """From now on the command decides: hand it each request to stop, and wait for it."""

    def pass_on(number: int, _frame) -> None:
        if child.poll() is None:
            child.send_signal(number)

    def interrupt(number: int, frame) -> None:
        if not _terminal_told_everybody():
            pass_on(number, frame)

    signal.signal(signal.SIGTERM, pass_on)
    signal.signal(signal.SIGHUP, pass_on)
    signal.signal(signal.SIGINT, interrupt)


def _terminal_told_everybody() -> bool:
    """Tell whether a Ctrl-C reached the command too: we stand in the foreground of a terminal."""
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except (OSError, ValueError):
        return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
