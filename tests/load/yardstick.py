"""The least that Django can do for a vote, behind the same server: `granian tests.load.yardstick:application`."""

import os
from pathlib import Path

from tests.bench.server import prepare

THREADS = 4
prepare({}, Path(os.environ["PARKOUR_VAR_DIR"]), pool=THREADS + 2)

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402 — once the settings stand
from django.test import override_settings  # noqa: E402

from tests.bench import minimal  # noqa: E402

with override_settings(MIDDLEWARE=minimal.MIDDLEWARE):
    application = WSGIHandler()
