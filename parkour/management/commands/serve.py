"""``manage.py serve``: the web processes of production.

Looks before it leaps: nothing is served while a deployment check warns, or a server would lose data in a crash.
Then this process becomes the web server, which reads its own options from ``GRANIAN_…`` variables.
"""

import os
import sys

from django.conf import settings
from django.core import checks
from django.core.management.base import BaseCommand
from django.db import connections

from parkour.core import durability
from parkour.core.observation import log_lines

REQUESTS_WAITING = 512  # of one process, beside its streams, before the system keeps them waiting outside


class Command(BaseCommand):
    help = "Check that this is fit for production, then run the web server."
    requires_system_checks = ()  # they are run below, the stricter ones too

    def handle(self, *args, **options) -> None:
        durability.guard()
        self.check(include_deployment_checks=True, fail_level=checks.WARNING, databases=["default"])
        connections.close_all()
        command = server_command()
        os.execv(command[0], command)  # noqa: S606 — our own interpreter; the server takes our place and our signals


def server_command(*options: str) -> list[str]:
    """The command line of the web server; `options` are added to it, the others come from the environment."""
    logs = ["--log-config", str(settings.BASE_DIR / "parkour" / "granian-logging.json")]
    return [
        *(sys.executable, "-m", "granian", "--interface", "asgi"),
        *(logs if settings.LOG_FORMAT == log_lines.JSON else []),
        # The threads of pages are ours (PARKOUR_WEB_THREADS); every open stream counts as a request under way.
        *("--no-ws", "--blocking-threads", "1"),
        *("--backpressure", str(settings.EVENT_STREAMS + REQUESTS_WAITING)),
        *options,
        "parkour.asgi:application",
    ]
