"""The words of chat channels."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChatService(models.TextChoices):
    TEAMS = "teams", "Microsoft Teams"
    SLACK = "slack", "Slack"
    MATTERMOST = "mattermost", "Mattermost"


class Topic(models.TextChoices):
    """What may be posted: what everybody may read in Parkour, and nothing else."""

    TOLD = "told", _("“You said, we did”, when it is published on the board")
    MINUTES = "minutes", _("The minutes of a session, when they are published")
    TRIAL = "trial", _("A message to try the channel")


OFFERED = (Topic.TOLD, Topic.MINUTES)
