"""Work that is under way exactly as long as the test wants: it reads from a pipe the test writes to."""

import os
from pathlib import Path

from tests.waiting import wait_until

VARIABLE = "TEST_GATE"


def wait_at_the_gate() -> str:
    """Called by the work: returns what the test says, once it says it."""
    return Path(os.environ[VARIABLE]).read_text(encoding="utf-8")


class Gate:
    """The test's side. `arrived()` returns when the work waits; `open_with(words)` lets it go on."""

    def __init__(self, path: Path):
        self.path = path
        os.mkfifo(path)

    def arrived(self) -> None:
        self.pipe = wait_until(self._somebody_reads)

    def open_with(self, words: str) -> None:
        os.write(self.pipe, words.encode())
        os.close(self.pipe)

    def _somebody_reads(self) -> int | None:
        try:
            return os.open(self.path, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:  # nobody does, yet
            return None
