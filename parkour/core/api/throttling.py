"""How much one person may ask, by kind of operation: fixed windows counted in the cache that all processes share."""

import logging
import time

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError
from rest_framework.throttling import BaseThrottle

logger = logging.getLogger(__name__)
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def parsed(rate: str) -> tuple[int, int]:
    """("600/m") → (600, 60)."""
    count, _slash, unit = rate.partition("/")
    return int(count), SECONDS[unit]


def one_more(kind: str, who) -> tuple[bool, int]:
    """Count one request of `who`: (whether it is within the rate of its kind, seconds until the count starts again)."""
    rate = settings.API_RATES.get(kind)
    if rate is None:
        return True, 0
    most, window = parsed(rate)
    now = int(time.time())
    left = window - now % window
    key = f"api-rate:{kind}:{who}:{now // window}"
    try:
        cache.add(key, 0, timeout=window)
        return cache.incr(key) <= most, left
    except (RedisError, ValueError):  # ValueError: it expired between the two
        logger.warning("The rate of the API is not counted: the cache does not answer.")
        return True, left


class OperationThrottle(BaseThrottle):
    """One counter per person and kind of operation; rates are in `settings.API_RATES`, None counts nothing."""

    def __init__(self):
        self.left = None

    def allow_request(self, request, view):
        if not view.operation:
            return True
        allowed, self.left = one_more(view.operation.rate, request.user.pk or self.get_ident(request))
        return allowed

    def wait(self):
        return self.left
