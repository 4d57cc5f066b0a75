"""The sessions of django.contrib.sessions, in the same table; every request asks for one, hence by a statement that
the database has planned already.
"""

from django.contrib.sessions.backends import db
from django.utils import timezone

from parkour.core.prepared import read_rows


class SessionStore(db.SessionStore):
    ends_at = None  # as it stands in the table; None for a session that was not read from there

    def _get_session_from_db(self):
        rows = read_rows(self.model, "WHERE session_key = %s AND expire_date > %s", [self.session_key, timezone.now()])
        if rows:
            self.ends_at = rows[0].expire_date
            return rows[0]
        self._session_key = None
        return None

    def seconds_left(self) -> int:
        """Until the session ends if nothing more is asked of it; what is about to be saved starts anew."""
        if self.modified or self.ends_at is None:
            return self.get_expiry_age()
        return max(0, int((self.ends_at - timezone.now()).total_seconds()))
