"""Statements that the database plans once per connection instead of at every request.

For the few hand-written statements of the pages and forms that everybody uses, whose planning takes longer than their
work. Never for a search: its plan must look at the words that are sought. A statement keeps one text: what changes
are its parameters, never a number written into it.
"""

from collections.abc import Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor


class _PreparedCursor(ServerBindingCursor):
    def execute(self, query, params=None):
        return super().execute(query, params, prepare=True)


@contextmanager
def prepared_cursor():
    """A cursor as `connection.cursor()` gives it, whose statements are prepared on first use."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        # Django's own cursors bind on our side and stay unprepared, whatever this says.
        connection.connection.prepare_threshold = 0
        cursor = connection._prepare_cursor(_PreparedCursor(connection.connection))
    with cursor:
        yield cursor


def read_rows(model, rest: str, parameters: Sequence[Any], also: tuple[str, str] | None = None) -> list:
    """The objects of `model` that `rest` (WHERE …, perhaps FOR UPDATE) gives, as a queryset would.

    `also` is (name, SQL) of one value more that each of them is given.
    """
    names, columns = _columns(model)
    name, more = also if also else ("", "")
    with prepared_cursor() as cursor:
        cursor.execute(f"SELECT {columns}{more and f', {more}'} {_from(model)} {rest}", parameters)
        rows = cursor.fetchall()
    made = [_object(model, names, row[: len(names)]) for row in rows]
    if also:
        for one, row in zip(made, rows, strict=True):
            one.__dict__[name] = row[-1]
    return made


@cache
def _columns(model) -> tuple[list[str], str]:
    fields = model._meta.concrete_fields
    return [field.attname for field in fields], ", ".join(f'"{field.column}"' for field in fields)


def _from(model) -> str:
    return f'FROM "{model._meta.db_table}"'


def _object(model, names, row):
    converted = [
        value if convert is None else convert(value, None, connection)
        for value, convert in zip(row, _converters(model), strict=True)
    ]
    return model.from_db(connection.alias, names, converted)


@cache
def _converters(model) -> list:
    """What a field does to the value of the database before an attribute holds it, None for nothing."""
    return [getattr(field, "from_db_value", None) for field in model._meta.concrete_fields]
