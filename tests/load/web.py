"""The product behind a server, perhaps with a planted fault: `granian tests.load.web:application`.

In a test it runs as the tests do; otherwise with the settings of production.
"""

import os
from pathlib import Path

from tests.bench.server import prepare

FOLDER, THREADS = Path(os.environ["PARKOUR_VAR_DIR"]), 4
if not os.environ.get("PARKOUR_TESTING"):
    prepare({}, FOLDER, pool=THREADS + 2, wakes=True)

from parkour.asgi import application  # noqa: E402, F401 — once the settings stand
from tests.load import planted  # noqa: E402

planted.plant(os.environ.get(planted.FAULT, ""), FOLDER, os.environ.get(planted.DIES_AT, ""))
