"""Child processes of the launcher: started so that nothing of them survives us."""

import ctypes
import os
import pwd
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

PR_SET_PDEATHSIG = 1
LOG_LIMIT = 5_000_000  # bytes; an older log is kept once beside the new one


class EmbeddedError(RuntimeError):
    """A bundled server cannot be found, started or stopped; the message is for the person."""


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def port_is_free(port: int) -> bool:
    """Tell whether a server could listen on this TCP port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def unprivileged_account() -> pwd.struct_passwd | None:
    """Return the account PostgreSQL must run as when we are root, None when we are not."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise EmbeddedError("PostgreSQL refuses to run as root and there is no account 'postgres' or 'nobody'.")


def demotion(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """Return the subprocess arguments that start a program as this account."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def open_log(path: Path) -> IO[bytes]:
    """Open a log for appending; a long one is set aside as ``NAME.old`` first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_name(path.name + ".old"))
    return path.open("ab")


def die_with_parent(sig: signal.Signals):
    """Return a preexec function: the kernel sends ``sig`` to the child when its parent dies (Linux)."""
    parent = os.getpid()
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

    def arrange() -> None:
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, int(sig))
        if os.getppid() != parent:  # it died between the fork and the line above
            os._exit(1)

    return arrange


def spawn(
    command: list[str | Path], log: Path, *, death_signal: signal.Signals = signal.SIGTERM, **kwargs: Any
) -> subprocess.Popen:
    """Start a child with its output in ``log``, away from the terminal's Ctrl-C, that dies with us."""
    with open_log(log) as output:
        return subprocess.Popen(
            [os.fspath(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent(death_signal),
            **kwargs,
        )


def stop(child: subprocess.Popen, signals: Iterable[signal.Signals], patience: float = 15) -> None:
    """Stop a child: each signal in turn, ``patience`` seconds apart, then SIGKILL."""
    for sig in signals:
        if child.poll() is not None:
            return
        child.send_signal(sig)
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            continue
    if child.poll() is None:
        child.kill()
        child.wait()


def processes_living_in(folder: Path, program: str) -> list[int]:
    """Return the pids of processes whose working folder is ``folder`` and whose name starts so.

    Both servers move into their data folder, so this finds those of *this* folder only. A zombie has
    no working folder and is not found. Without ``/proc`` the answer is empty.
    """
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "comm").read_text().startswith(program) and (entry / "cwd").samefile(folder):
                found.append(int(entry.name))
        except OSError:  # gone meanwhile, or somebody else's
            continue
    return found


def end_leftovers(folder: Path, program: str, signals: Iterable[signal.Signals], patience: float = 10) -> None:
    """Stop what an earlier, killed launcher left running in ``folder``; return when nothing is left."""
    for sig in [*signals, signal.SIGKILL]:
        pids = processes_living_in(folder, program)
        for pid in pids:
            try:
                os.kill(pid, sig)
            except ProcessLookupError:
                continue
        until = time.monotonic() + patience
        while pids and time.monotonic() < until:
            time.sleep(0.05)
            pids = processes_living_in(folder, program)
        if not pids:
            return
    raise EmbeddedError(f"An earlier {program} still runs in {folder} (pids {pids}). Stop it, then start again.")
