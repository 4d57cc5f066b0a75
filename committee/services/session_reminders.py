"""Two days before a session: whoever has not answered, or cannot come and named nobody, is reminded once.

The moment is counted from the day of the session and who was told is a row: a sweeper that stopped tells later what
still has a meaning, and nobody twice.
"""

import logging
from datetime import datetime, time, timedelta

from django.db import transaction

from committee import calendar
from committee.enums import Answer
from committee.models import Session
from committee.models.session import house_zone
from committee.notifications import tell_reminder
from committee.selectors import attendance_of
from committee.services.common import lock_session
from committee.services.sessions import ANNOUNCED
from parkour.core import clock

logger = logging.getLogger(__name__)
MORNING = time(8, 30)
# The step may fall before a week-end or a holiday, and so some days earlier than two.
AHEAD = timedelta(days=10)


def remind_members() -> int:
    """Remind of every session whose moment has come and which has not begun; how many people were newly told."""
    now = clock.now()
    near = Session.objects.filter(state__in=ANNOUNCED, starts_at__gt=now, starts_at__lte=now + AHEAD)
    told = 0
    for session in near.order_by("starts_at"):
        if reminder_moment(session) > now:
            continue
        try:
            told += _remind(session)
        except Exception:  # one that fails must not hold back the others
            logger.exception("nobody was reminded of session %s", session.pk)
    return told


def reminder_moment(session: Session) -> datetime:
    """The morning of the step « reminder, proxies »."""
    day = next(row.date for row in calendar.retro_planning(session.on) if row.key == "reminder")
    return datetime.combine(day, MORNING, tzinfo=house_zone())


@transaction.atomic
def _remind(session: Session) -> int:
    locked = lock_session(session)  # moved or cancelled meanwhile: there is nothing to remind of
    if locked.state not in ANNOUNCED or locked.starts_at != session.starts_at:
        return 0
    rows = attendance_of(locked)
    silent = [row.person for row in rows if not row.said]
    alone = [row.person for row in rows if row.said == Answer.NO and not (row.proxy and row.confirmed)]
    return tell_reminder(locked, silent, alone)
