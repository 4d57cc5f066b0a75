"""What `manage.py check` looks at besides Django's own checks."""

import redis
from django.conf import settings
from django.core.checks import Error, Info, Tags, Warning, register
from django.db import DatabaseError

from parkour.core import durability


@register(Tags.database)
def servers_are_durable(databases=None, **_kwargs):
    """Part of `migrate`, of `serve` and of `check --database default`; in production only."""
    if not (databases and settings.DURABILITY_REQUIRED):
        return []
    try:
        found = durability.faults()
    except (DatabaseError, redis.RedisError) as error:
        return [Error(f"A server cannot be asked whether it is durable ({type(error).__name__}).", id="parkour.E001")]
    return [Error(durability.refusal(found), id="parkour.E002")] if found else []


@register(Tags.security, deploy=True)
def addresses_are_real(**_kwargs):
    """Links of mails lead to PARKOUR_BASE_URL, answers to DEFAULT_FROM_EMAIL: their defaults lead nowhere."""
    found = []
    if not settings.PARKOUR_BASE_URL.startswith("https://"):
        found.append(Warning("PARKOUR_BASE_URL must be the https:// address people use.", id="parkour.W001"))
    if "@localhost" in settings.DEFAULT_FROM_EMAIL:
        found.append(Warning("DEFAULT_FROM_EMAIL must be an address of your organisation.", id="parkour.W002"))
    if "*" in settings.ALLOWED_HOSTS:
        found.append(Warning("ALLOWED_HOSTS must name the hosts: links are made from them.", id="parkour.W003"))
    return found


SHORTEST_BALLOT_KEY = 32


@register(Tags.security, deploy=True)
def secret_votes_can_be_held(**_kwargs):
    """A product without the key works, but for secret votes: whoever runs it is told, and so is who opens one."""
    key = settings.PARKOUR_BALLOT_KEY
    if not key:
        return [Info("PARKOUR_BALLOT_KEY is not set: no secret vote can be opened.", id="parkour.I001")]
    if len(key) < SHORTEST_BALLOT_KEY:
        return [
            Warning("PARKOUR_BALLOT_KEY has fewer than 32 characters: no secret vote is opened.", id="parkour.W004")
        ]
    return []
