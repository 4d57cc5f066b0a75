"""ASGI entry, for a host that offers nothing else."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parkour.settings")

application = get_asgi_application()
