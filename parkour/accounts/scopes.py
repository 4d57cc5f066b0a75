"""What a personal token may do for its owner: never more than the owner, and only what was ticked."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    IDEAS_READ = "ideas:read", _("Read the contributions and the actions")
    IDEAS_WRITE = "ideas:write", _("Send and follow contributions, give news of actions")
    TRIAGE = "triage", _("Work at the triage desk")
    COMMITTEE_READ = "committee:read", _("Read the sessions of the committee")
    COMMITTEE_WRITE = "committee:write", _("Prepare and run the sessions")
    VOTE = "vote", _("Vote in my name")
    INBOX = "inbox", _("Read my messages")
    ADMIN = "admin", _("Administer people and sites")
