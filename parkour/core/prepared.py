"""Statements that the database plans once per connection instead of at every request.

For the few hand-written statements of the pages that everybody opens, whose planning takes longer than their work.
Never for a search: its plan must look at the words that are sought. A statement keeps one text: what changes are its
parameters, never a number written into it.
"""

from contextlib import contextmanager

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
