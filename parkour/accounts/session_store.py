"""The sessions of django.contrib.sessions, in the same table; every request asks for one, hence by a statement that
the database has planned already.
"""

from django.contrib.sessions.backends import db
from django.utils import timezone

from parkour.core.prepared import read_rows


class SessionStore(db.SessionStore):
    def _get_session_from_db(self):
        rows = read_rows(self.model, "WHERE session_key = %s AND expire_date > %s", [self.session_key, timezone.now()])
        if rows:
            return rows[0]
        self._session_key = None
        return None
