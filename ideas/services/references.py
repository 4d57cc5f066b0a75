from django.db import connection

from ideas.models import Idea, IdeaEvent
from parkour.core.prepared import prepared_cursor
from parkour.core.writing import new_key_of

ALLOCATE = """
INSERT INTO ideas_referencecounter (year, last) VALUES (%s, %s)
ON CONFLICT (year) DO UPDATE SET last = ideas_referencecounter.last + EXCLUDED.last
RETURNING last
"""


def next_references(year: int, count: int = 1) -> list[str]:
    """Allocate `count` references of a year, like PKR-2026-0142; numbers only grow, gaps are allowed.

    The counter's row stays locked until the caller's transaction ends, so parallel callers queue.
    """
    with connection.cursor() as cursor:
        cursor.execute(ALLOCATE, [year, count])
        (last,) = cursor.fetchone()
    return [_reference(year, number) for number in range(last - count + 1, last + 1)]


def next_contribution(year: int) -> tuple[str, int, int]:
    """(the next reference of the year, the key of its idea, the key of its first event), as `next_references`."""
    with prepared_cursor() as cursor:
        cursor.execute(f"{ALLOCATE}, {new_key_of(Idea)}, {new_key_of(IdeaEvent)}", [year, 1])
        number, idea, event = cursor.fetchone()
    return _reference(year, number), idea, event


def _reference(year, number):
    return f"PKR-{year}-{number:04d}"
