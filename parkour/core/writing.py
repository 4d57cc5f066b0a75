"""Several new rows written by one prepared statement: for the few forms that many people send at the same moment."""

from collections.abc import Sequence
from itertools import groupby

from django.db import connection
from django.db.models import Model

from parkour.core.prepared import prepared_cursor

PARAMETER = "%s"


def new_key_of(model) -> str:
    """The SQL that gives a primary key of `model` nobody else will be given, to be asked beside something else."""
    return f"nextval(pg_get_serial_sequence('{model._meta.db_table}', '{model._meta.pk.column}'))"


def insert_together(rows: Sequence[Model]) -> None:
    """Write `rows`, unsaved objects of one or several models, by one statement.

    They may point to each other when their keys were asked for before (`new_key_of`); a row without a key is given one
    that is not read back, growing in their order. Neither `save` nor signals run; what the database checks holds.
    Raises IntegrityError and DataError as any other writing does.
    """
    parts, values = [], []
    for model, of_one_kind in groupby(rows, type):
        statement, its_values = _insert(model, list(of_one_kind))
        parts.append(statement)
        values += its_values
    *first, last = parts
    before = ", ".join(f"part{number} AS ({statement})" for number, statement in enumerate(first))
    with prepared_cursor() as cursor:
        cursor.execute(f"WITH {before} {last}" if first else last, values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _insert(model, rows):
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    if rows[0].pk is None:
        fields = [field for field in fields if not field.primary_key]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    places, values = [], []
    for row in rows:
        of_row = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
        places.append(f"({', '.join(map(_place, of_row))})")
        values += [value for value in of_row if _place(value) == PARAMETER]
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES {", ".join(places)}', values  # noqa: S608


def _place(value) -> str:
    """What most rows leave empty is written into the text: half of the values need not be sent."""
    if value is None:
        return "NULL"
    if value is True or value is False:
        return str(value)
    return "''" if type(value) is str and not value else PARAMETER
