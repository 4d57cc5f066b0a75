"""WSGI entry: the pages, which parkour/asgi.py calls in threads; or a server that offers nothing else."""

import os

from django.core.wsgi import get_wsgi_application

from parkour.core import durability
from parkour.core.observation.folder import share_figures

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parkour.settings")
# Threads of one web process plus two; workers and commands use one plain connection each.
os.environ.setdefault("PARKOUR_DB_POOL_SIZE", str(int(os.environ.get("PARKOUR_WEB_THREADS") or 4) + 2))
share_figures()

application = get_wsgi_application()
durability.guard()
