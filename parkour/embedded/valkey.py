"""One Redis-compatible server of our own: cache, broker and nothing that must not be lost."""

import secrets
import signal
import subprocess
import time
from pathlib import Path

import redis

from parkour.embedded import binaries
from parkour.embedded.process import EmbeddedError, end_leftovers, free_port, spawn, stop

START_SECONDS = 30


class ValkeyServer:
    """Valkey (or Redis) with its data in ``home/valkey``. ``start`` returns its URL."""

    name = "Valkey"

    def __init__(self, home: Path, *, durable: bool):
        self.folder = home / "valkey"
        self.log = home / "log" / "valkey.log"
        self.durable = durable
        self.port = 0
        self.password = secrets.token_urlsafe(24)
        self.child: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def start(self) -> str:
        """Start the server on a free port with a new password; return the URL."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        self.program = binaries.valkey_server()
        self._launch()
        return self.url

    def restart(self) -> None:
        """Start again on the same port after the server died."""
        self._launch(self.port)

    def stop(self) -> None:
        if self.child is not None:
            stop(self.child, [signal.SIGTERM])

    def _launch(self, port: int = 0) -> None:
        for prefix in ("valkey", "redis"):
            end_leftovers(self.folder, prefix, [signal.SIGTERM])
        for _attempt in range(3):
            self.port = port or free_port()
            configuration = self._write_configuration()
            self.child = spawn([self.program, configuration], self.log, cwd="/")
            if self._answers():
                return
        raise EmbeddedError(f"The Redis-compatible server did not start; see {self.log}.")

    def _write_configuration(self) -> Path:
        path = self.folder / "valkey.conf"
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)  # the password must not show in the list of processes
        path.write_text(
            f"port {self.port}\n"
            "bind 127.0.0.1\n"
            f'dir "{self.folder}"\n'
            f"requirepass {self.password}\n"
            f"appendonly {'yes' if self.durable else 'no'}\n"
            'save ""\n'
            "maxmemory-policy noeviction\n"
            "databases 64\n"
            "loglevel notice\n",
            encoding="utf-8",
        )
        return path

    def _answers(self) -> bool:
        """Wait for the server; False when it stopped by itself or stays silent."""
        client = redis.Redis(port=self.port, password=self.password, socket_timeout=2)
        until = time.monotonic() + START_SECONDS
        try:
            while time.monotonic() < until and self.child.poll() is None:
                try:
                    client.ping()
                    return True
                except redis.RedisError:
                    time.sleep(0.02)
        finally:
            client.close()
        self.stop()
        return False
