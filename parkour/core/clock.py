"""The one clock of the services: tests and the demonstration move it, nothing else does."""

import math
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_frozen: ContextVar[datetime | None] = ContextVar("parkour_clock", default=None)


def now() -> datetime:
    """The current moment, aware, in UTC unless a story set it otherwise."""
    return _frozen.get() or timezone.now()


def today(tz=None) -> date:
    """Today's date in `tz` (default: the current time zone)."""
    return timezone.localtime(now(), tz).date()


def seconds_until(moment: datetime) -> int:
    """Whole seconds, rounded up, until `moment`; 0 once it has come."""
    return max(math.ceil((moment - now()).total_seconds()), 0)


@contextmanager
def at(moment: datetime):
    """Run a block as if it were `moment` (aware); used to tell a believable past."""
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)
