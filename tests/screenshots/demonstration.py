"""A demonstration of its own: servers, data, web and worker in a folder that is thrown away afterwards."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from parkour.embedded.process import free_port

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 600  # seconds for a slow machine to seed it
OF_OTHERS = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "SECRET_KEY_FILE", "PARKOUR_TESTING")


@contextmanager
def demonstration():
    """Its address, once it answers. Whatever was started is stopped, whatever was written is removed."""
    home = Path(tempfile.mkdtemp(prefix="parkour-screenshots-"))
    home.chmod(0o711)
    address = f"http://127.0.0.1:{free_port()}"
    environment = {name: value for name, value in os.environ.items() if name not in OF_OTHERS}
    environment |= {
        "PORT": address.rpartition(":")[2],
        "PARKOUR_VAR_DIR": str(home),
        "PARKOUR_SIGN_INS_PER_MINUTE": "1000",
        "PARKOUR_UNDO_SECONDS": "0",  # the pictures after an answer need not wait for it to leave
    }
    command = [sys.executable, "-m", "parkour.embedded", "--", sys.executable, "manage.py", "demo"]
    log = home / "demonstration.log"
    with log.open("wb") as output:
        running = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        _wait_until_it_answers(address, running, log)
        yield address
    finally:
        running.terminate()
        running.wait(60)
        shutil.rmtree(home, ignore_errors=True)


def _wait_until_it_answers(address, running, log):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and running.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise RuntimeError(f"The demonstration does not answer:\n{log.read_text(errors='replace')[-3000:]}")
