"""The migrated database of the tests, made once for the same migrations and copied for every run after.

Applying all migrations takes many times longer than a small selection of tests. A run finds a cluster with a database
that has them, and each of its processes makes its own from that one as a template.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg

from parkour.embedded import EmbeddedStack

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "var" / "tests"
APPS = ("parkour", "ideas", "committee")
TEMPLATE = "parkour_migrated"
VARIABLE = "PARKOUR_TEST_TEMPLATE"


def folder() -> Path:
    """Where the cluster of these migrations, with these packages, is kept."""
    said = hashlib.sha256()
    migrations = sorted(path for app in APPS for path in (ROOT / app).rglob("migrations/*.py"))
    for path in (*migrations, ROOT / "requirements.txt", ROOT / "parkour" / "settings.py"):
        said.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return KEPT / said.hexdigest()[:20]


def bring(home: Path) -> bool:
    """Copy the kept cluster into `home` before its servers start; False when there is none for these migrations."""
    kept = folder()
    if not (kept / "password").exists():
        return False
    _copy(kept, home / "postgres")
    return True


def make(stack: EmbeddedStack) -> None:
    """Migrate a database of the running `stack`, keep its cluster, and go on."""
    url = stack.environment["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {TEMPLATE}")
    environment = os.environ | stack.environment | {"DATABASE_URL": f"{url.rpartition('/')[0]}/{TEMPLATE}"}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    place = stack.home / "postgres"
    if not (place / "data").exists():
        return  # it lives elsewhere: this run has its template, and the next makes its own
    stack.stop()
    kept = folder()
    partial = kept.with_name(f"{kept.name}.{os.getpid()}")
    shutil.rmtree(kept.parent, ignore_errors=True)  # those of other migrations
    partial.parent.mkdir(parents=True, exist_ok=True)
    _copy(place, partial)
    if not kept.exists():
        partial.rename(kept)
    stack.start()


def _copy(source: Path, target: Path) -> None:
    """With owners and modes: the server refuses data that others may read."""
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", "--reflink=auto", source, target], check=True)
