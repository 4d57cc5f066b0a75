"""Work that one process at a time does, and how far it is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from logging import getLogger

from django.core.cache import cache
from django.db import connection

logger = getLogger(__name__)
KEPT_SECONDS = 600


@contextmanager
def alone_on(work: str) -> Iterator[bool]:
    """Whether nobody else does this `work`. The lock is the session's: it goes with the process that dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [work])
        alone = cursor.fetchone()[0]
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [work])


def teller(key: str) -> Callable[[int, int], None]:
    """What tells (done, in all) of a work under way, for `progress_of`.

    It goes to the cache: the transaction that works is still open, so no row could show it, and it is worth nothing
    once it is over. A lost word costs a figure on a page.
    """

    def tell(done: int, total: int) -> None:
        try:
            cache.set(key, (done, total), KEPT_SECONDS)
        except Exception:  # the cache may be down: the work goes on unseen
            logger.info("the progress of %s could not be told", key)

    return tell


def progress_of(key: str) -> tuple[int, int] | None:
    """(done, in all) of a work under way; None when nobody has told yet."""
    try:
        return cache.get(key)
    except Exception:  # the cache may be down: the page says "at work" without a figure
        return None
