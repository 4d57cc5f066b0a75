from django.db import connection

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
    return [f"PKR-{year}-{number:04d}" for number in range(last - count + 1, last + 1)]
