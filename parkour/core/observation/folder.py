"""Where the processes of one web server add up their figures. Called before Django and the figures are imported."""

import os
import tempfile
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


def share_figures() -> None:
    """Name the folder in the environment, unless it is named already.

    Named after the parent: the processes of one server share it, two servers on one machine do not. Never on a
    volume of several containers, where numbers of processes repeat. Raises PermissionError when it is another
    account's.
    """
    if VARIABLE in os.environ:
        Path(os.environ[VARIABLE]).mkdir(parents=True, exist_ok=True)
        return
    folder = Path(tempfile.gettempdir()) / f"parkour-figures-{os.getuid()}-{os.getppid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to another account.")
    os.environ[VARIABLE] = str(folder)
