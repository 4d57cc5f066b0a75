"""Both servers as one thing to start and stop, kept by one launcher at a time."""

import contextlib
import fcntl
import json
import os
from pathlib import Path
from typing import IO

from parkour.embedded.postgres import PostgresServer
from parkour.embedded.process import EmbeddedError
from parkour.embedded.valkey import ValkeyServer

MAX_RESTARTS = 5


class StackInUse(EmbeddedError):
    """Another launcher keeps the servers of this folder."""


class EmbeddedStack:
    """The bundled servers of one folder.

    ``home`` holds data, passwords and logs. ``durable=False`` is for tests only: it trades the safety
    of the data for speed. ``postgres`` and ``valkey`` say which of the two are wanted. Entering the
    context starts them and gives the stack; ``environment`` is then what a program needs to use them.
    """

    def __init__(self, home: Path, durable: bool = True, *, postgres: bool = True, valkey: bool = True):
        self.home = Path(home).resolve()
        self._lock: IO[str] | None = None
        self._restarts = 0
        self._servers: dict[str, PostgresServer | ValkeyServer] = {}
        self.home.mkdir(parents=True, exist_ok=True)
        if postgres:
            self._servers["DATABASE_URL"] = PostgresServer(self.home, durable=durable)
        if valkey:
            self._servers["REDIS_URL"] = ValkeyServer(self.home, durable=durable)
        self.environment: dict[str, str] = {}

    def __enter__(self) -> "EmbeddedStack":
        self.start()
        return self

    def __exit__(self, *_exception) -> None:
        self.stop()

    def start(self) -> None:
        """Start the servers. Raises StackInUse when another launcher has them, EmbeddedError otherwise."""
        self._take_lock()
        try:
            for variable, server in self._servers.items():
                self.environment[variable] = server.start()
            self._publish()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop what was started, the last first; harmless when repeated."""
        for server in reversed(self._servers.values()):
            server.stop()
        self.environment = {}
        if self._lock is not None:
            self._published_file.unlink(missing_ok=True)
            self._lock.close()
            self._lock = None

    def revive(self) -> list[str]:
        """Start again, on its port, each server that died; return their names.

        Raises EmbeddedError when that has happened too often to be an accident.
        """
        revived = []
        for server in self._servers.values():
            if server.child is not None and server.child.poll() is not None:
                self._restarts += 1
                if self._restarts > MAX_RESTARTS:
                    raise EmbeddedError(f"{server.name} keeps dying; see {server.log}.")
                server.restart()
                revived.append(server.name)
        return revived

    def published(self) -> dict[str, str]:
        """Return the addresses the launcher in charge has written down; empty when it has not yet."""
        try:
            return json.loads(self._published_file.read_text(encoding="utf-8"))
        except (FileNotFoundError, json.JSONDecodeError):
            return {}

    @property
    def _published_file(self) -> Path:
        return self.home / "servers.json"

    def _take_lock(self) -> None:
        lock = (self.home / "servers.lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise StackInUse(f"The servers of {self.home} are already running.") from None
        self._lock = lock
        self._published_file.unlink(missing_ok=True)

    def _publish(self) -> None:
        partial = self._published_file.with_suffix(".partial")
        with contextlib.suppress(FileNotFoundError):
            partial.unlink()
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(self.environment, file)
        partial.replace(self._published_file)
