"""ASGI entry, for a host that offers nothing else."""

import os

from django.core.asgi import get_asgi_application

from parkour.core import durability
from parkour.core.observation.folder import share_figures

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parkour.settings")
share_figures()

application = get_asgi_application()
durability.guard()
