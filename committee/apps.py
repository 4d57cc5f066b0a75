from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommitteeConfig(AppConfig):
    name = "committee"
    label = "committee"
    verbose_name = _("Committee")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """The mailbox hands over answers to invitations: the service says so itself as it is loaded."""
        import_module("committee.services.calendar_replies")
