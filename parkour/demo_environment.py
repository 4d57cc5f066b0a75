"""What the demo needs in its environment before the settings are read."""

import os
import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def var_dir() -> Path:
    """The folder of everything the demo writes (``PARKOUR_VAR_DIR``, else ``var/``)."""
    return Path(os.environ.get("PARKOUR_VAR_DIR") or ROOT / "var").resolve()


def secret_key(home: Path, name: str = "secret_key") -> str:
    """Return the key kept in ``home/name``; generate it once, readable by its owner only."""
    path = home / name
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if key := path.read_text(encoding="ascii").strip():
            return key
        handle = os.open(path, os.O_WRONLY | os.O_TRUNC)
    key = secrets.token_urlsafe(48)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key + "\n")
    return key


def prepare() -> None:
    """Complete ``os.environ`` for the demo; what is already there wins."""
    os.environ["PARKOUR_DEMO"] = "1"
    home = var_dir()
    home.mkdir(parents=True, exist_ok=True)
    if not (os.environ.get("SECRET_KEY") or os.environ.get("SECRET_KEY_FILE")):
        os.environ["SECRET_KEY"] = secret_key(home)
    if not (os.environ.get("PARKOUR_BALLOT_KEY") or os.environ.get("PARKOUR_BALLOT_KEY_FILE")):
        os.environ["PARKOUR_BALLOT_KEY"] = secret_key(home, "ballot_key")
