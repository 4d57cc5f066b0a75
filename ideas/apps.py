from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdeasConfig(AppConfig):
    name = "ideas"
    label = "ideas"
    verbose_name = _("Ideas")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Whoever writes carries out first what is due: the service says so itself as it is loaded."""
        import_module("ideas.services.holding")
