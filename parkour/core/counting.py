"""Counts whose cost does not grow: beyond a limit they say "more" instead of how many."""

from django.db import connection
from django.db.models import QuerySet

MOST = 999


def capped_counts(most: int = MOST, **rows: QuerySet) -> dict[str, int]:
    """How many rows each queryset has, `most + 1` standing for any number above `most`. One statement."""
    selects, values = [], []
    for queryset in rows.values():
        sql, params = queryset.order_by().values_list("pk")[: most + 1].query.sql_with_params()
        selects.append(f"(SELECT count(*) FROM ({sql}) AS counted)")  # noqa: S608 — written by Django
        values += params
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(selects)}", values)
        return dict(zip(rows, cursor.fetchone(), strict=True))


def say_count(number: int, most: int = MOST) -> str:
    """The number, or « 999+ »."""
    return str(number) if number <= most else f"{most}+"
