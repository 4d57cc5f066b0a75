"""The product of the bench behind a server of production: `granian tests.bench.web:application`.

The environment is that of the process that starts it (see `server.prepare`); its static files are those gathered there.
"""

import os
from pathlib import Path

from tests.bench.server import prepare

THREADS = 4
prepare({}, Path(os.environ["PARKOUR_VAR_DIR"]), pool=THREADS + 2)

from parkour.asgi import application  # noqa: E402, F401 — once the settings stand
