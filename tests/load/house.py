"""The product with processes that may be killed in the midst of a vote, and that come back as in production."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from parkour.embedded.process import die_with_parent, processes_living_in
from parkour.management.commands.serve import server_command
from tests.load import planted
from tests.product import QUIET, ROOT, Product
from tests.waiting import wait_until

WEB = "tests.load.web:application"


class House(Product):
    """`workers` web processes and a worker. `fault` is the name of a planted one; see `planted`.

    `production`: with the settings of production on the database of this process, instead of those of the tests.
    """

    def __init__(self, folder: Path, *, workers: int = 1, production: bool = False, fault: str = "", dies_at: int = 0):
        ballots = {planted.FAULT: fault, planted.DIES_AT: str(dies_at or "")}
        super().__init__(folder, GRANIAN_RESPAWN_FAILED_WORKERS="true", GRANIAN_RESPAWN_INTERVAL="0.2", **ballots)
        self.workers, self.production = workers, production
        self.url = f"http://localhost:{self.port}"

    def _environment(self):
        found = super()._environment()
        if self.production:
            for name in ("PARKOUR_TESTING", "PARKOUR_DEMO", "MEDIA_ROOT"):
                found.pop(name, None)
        return found

    def _run(self, program, *args):
        """In a group of its own, so that all of it can be ended; asked to end when we are killed."""
        log = (self.folder / f"{len(self.processes)}-{program}.log").open("wb")
        command = [Path(sys.executable).with_name(program), *args]
        options = {"stdout": log, "stderr": subprocess.STDOUT, "start_new_session": True}
        options["preexec_fn"] = die_with_parent(signal.SIGTERM)
        self.processes.append(subprocess.Popen(command, cwd=ROOT, env=self._environment(), **options))
        log.close()

    def _run_web(self):
        place = ("--host", "127.0.0.1", "--port", str(self.port))
        self._run("granian", *server_command("--workers", str(self.workers), *place)[3:-1], WEB)
        self.web = self.processes[-1]

    def start_worker(self):
        options = ("--pool", "solo", *QUIET, "--without-gossip", "--without-mingle", "--include", "tests.load.tasks")
        self._run("celery", "-A", "parkour", "worker", *options)
        self.worker = self.processes[-1]

    def kill_web(self):
        """One web process with -9, as the system does when memory is short; its parent starts another one."""
        os.kill(wait_until(self._web_processes, self.logs)[0], signal.SIGKILL)

    def _web_processes(self) -> list[int]:
        children = Path(f"/proc/{self.web.pid}/task").glob("*/children")
        found = [int(pid) for path in children for pid in path.read_text().split()]
        return [pid for pid in found if _command_of(pid) == _command_of(self.web.pid)]

    def kill_worker(self):
        self.worker.kill()
        self.worker.wait()

    def stop(self):
        super().stop()
        for process in self.processes:
            with suppress(ProcessLookupError):  # what a killed parent left behind
                os.killpg(process.pid, signal.SIGKILL)


def _command_of(pid: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def kill_server(server) -> None:
    """A bundled server of our own with all its processes, at once, by -9."""
    data = getattr(server, "data", server.folder)
    for pid in {server.child.pid, *processes_living_in(data, "")}:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    server.child.wait()
