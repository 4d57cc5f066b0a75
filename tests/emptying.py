"""Tables emptied after a test that commits: only those that hold something, which takes a tenth of emptying all.

TRUNCATE makes new files for every table and index, full or not; a test fills some fifteen of more than a hundred.
"""

import pytest
from django.core.management.commands import flush
from django.db import OperationalError, connection
from django.db.backends.postgresql.operations import DatabaseOperations

# The same for every test: made with the tables, from the code.
KEPT = {"django_content_type", "auth_permission", "django_migrations"}

# The lock waits for whoever still writes, readers go on; without the role the order of the tables would matter, and
# rows that nobody may delete would stay.
EMPTY = """
DO $$
DECLARE
    each_table text;
    filled boolean;
BEGIN
    SET LOCAL session_replication_role = replica;
    LOCK TABLE {tables} IN EXCLUSIVE MODE;
    FOREACH each_table IN ARRAY ARRAY[{names}] LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', each_table) INTO filled;
        IF filled THEN
            EXECUTE format('DELETE FROM %I', each_table);
        END IF;
    END LOOP;
END
$$
"""


def sql_of(tables) -> list[str]:
    """The statements that empty `tables`, those apart that are the same for every test."""
    emptied = sorted(set(tables) - KEPT)
    quoted = ", ".join(f'"{table}"' for table in emptied)
    return [EMPTY.format(tables=quoted, names=", ".join(f"'{table}'" for table in emptied))]


def may_delete_everything() -> bool:
    """Only the owner of the whole server may leave triggers and foreign keys aside."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return cursor.fetchone()[0]


def be_quick(patch: pytest.MonkeyPatch):
    """For the rest of the run; a database that is not all ours is emptied in the usual way."""
    usual, flushed = DatabaseOperations.sql_flush, DatabaseOperations.execute_sql_flush
    told = flush.emit_post_migrate_signal

    def quick(self, style, tables, *, reset_sequences=False, allow_cascade=False):
        if reset_sequences or not may_delete_everything():
            return usual(self, style, tables, reset_sequences=reset_sequences, allow_cascade=allow_cascade)
        return sql_of(tables)

    def patient(self, statements):
        """A product that runs beside the test may be ending a request meanwhile: then once more."""
        for _time in range(4):
            try:
                return flushed(self, statements)
            except OperationalError as error:
                if "deadlock detected" not in str(error):
                    raise
        return flushed(self, statements)

    def unless_kept(*args, **options):
        """What this signal makes anew stayed where it was."""
        if not may_delete_everything():
            told(*args, **options)

    patch.setattr(DatabaseOperations, "sql_flush", quick)
    patch.setattr(DatabaseOperations, "execute_sql_flush", patient)
    patch.setattr(flush, "emit_post_migrate_signal", unless_kept)
