"""How often a stranger may try: counted for a short while, under names from which nobody finds an address again.

An address is hashed with a salt that is drawn at random and kept as long as the counts are, in the cache alone: once
it is gone, so is the way back. A cache that does not answer counts nothing: a code of eighty bits is not guessed.
"""

import hashlib
import hmac
import logging
import secrets

from django.core.cache import cache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
WAIT = 15 * 60
MOST_WRONG = 5  # of one address
MANY_WRONG = 200  # of all together: from then on, each address has one
HOUR = 3600
MOST_OF_A_TICKET, MOST_OF_A_SITE, MOST_TICKETS = 3, 60, 60
MOST_WORDS = 10  # messages with one code, and what is said of a danger


def _salt() -> str:
    """Drawn anew once the counts are forgotten."""
    return cache.get_or_set("tries:salt", secrets.token_hex, timeout=WAIT)


def _name(kind: str, who) -> str:
    return f"tries:{kind}:{hmac.new(_salt().encode(), str(who).encode(), hashlib.sha256).hexdigest()}"


def _count(key: str, seconds: int) -> int:
    cache.add(key, 0, timeout=seconds)
    return cache.incr(key)


def _safely(count):
    try:
        return count()
    except (RedisError, ValueError):  # ValueError: it expired between the two
        logger.warning("Tries are not counted: the cache does not answer.")
        return False


def must_wait(address: str) -> bool:
    """Whether whoever asks from `address` has tried too many wrong codes."""

    def asked():
        most = 1 if cache.get("tries:wrong:all", 0) >= MANY_WRONG else MOST_WRONG
        return cache.get(_name("wrong", address), 0) >= most

    return _safely(asked)


def note_wrong(address: str) -> None:
    """One wrong code more."""
    _safely(lambda: (_count(_name("wrong", address), WAIT), _count("tries:wrong:all", WAIT)))


def may_open(address: str) -> bool:
    """Whether `address` may have one ticket more."""
    return _safely(lambda: _count(_name("ticket", address), WAIT) > MOST_TICKETS) is False


def may_write(key: str) -> bool:
    """Whether one message more may be written with this code."""
    return not _safely(lambda: _count(_name("wrote", key), WAIT) > MOST_WORDS)


def may_send(ticket: str, site: int | None) -> bool:
    """Whether one more may be sent with this ticket, and from this site."""

    def too_many():
        of_ticket = _count(_name("sent", ticket), WAIT)
        return of_ticket > MOST_OF_A_TICKET or _count(f"tries:site:{site or 0}", HOUR) > MOST_OF_A_SITE

    return not _safely(too_many)
