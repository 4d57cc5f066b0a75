"""Keeps a few long-running programs alive, and takes them down together."""

import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from parkour.embedded.process import spawn

MAX_DEATHS = 5  # of one program …
DEATHS_WINDOW = 120  # … within so many seconds, before we give up
PATIENCE = 15  # seconds a program gets to finish what it is doing


class KeepsDying(RuntimeError):
    """A program died too often; the message names it and its log."""


class Program:
    """One child with its own process group, log and memory of its deaths."""

    def __init__(self, name: str, command: list[str], log: Path, cwd: Path):
        self.name = name
        self.command = command
        self.log = log
        self.cwd = cwd
        self.child: subprocess.Popen | None = None
        self._deaths: deque[float] = deque(maxlen=MAX_DEATHS)

    def start(self) -> None:
        self.child = spawn(self.command, self.log, cwd=self.cwd)

    def has_died(self) -> bool:
        return self.child is not None and self.child.poll() is not None

    def restart(self) -> None:
        """Start again after a death. Raises KeepsDying when that no longer looks like an accident."""
        now = time.monotonic()
        if len(self._deaths) == MAX_DEATHS and now - self._deaths[0] < DEATHS_WINDOW:
            raise KeepsDying(f"{self.name} keeps stopping; see {self.log}.")
        self._deaths.append(now)
        self.signal_group(signal.SIGKILL)  # its own children outlive a program that was killed
        self.start()

    def signal_group(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.child.pid, number)

    def last_words(self, size: int = 2000) -> str:
        """Return the end of the log."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-size:]


class Supervisor:
    """Starts programs, restarts those that die, stops all of them and nothing else."""

    def __init__(self, programs: list[Program], say: Callable[[str], object]):
        self.programs = programs
        self.say = say

    def start(self) -> None:
        for program in self.programs:
            program.start()

    def look_after(self) -> None:
        """Restart each program that died since the last look. Raises KeepsDying."""
        for program in self.programs:
            if program.has_died():
                self.say(f"{program.name} stopped (code {program.child.returncode}); starting it again.")
                program.restart()

    def stop(self) -> None:
        """Ask all programs to finish, wait, then end whatever is left of them."""
        running = [program for program in self.programs if program.child is not None]
        for program in running:
            if not program.has_died():
                program.child.terminate()
        until = time.monotonic() + PATIENCE
        for program in running:
            with suppress(subprocess.TimeoutExpired):
                program.child.wait(max(0.1, until - time.monotonic()))
        for program in running:
            program.signal_group(signal.SIGKILL)
            program.child.wait()
