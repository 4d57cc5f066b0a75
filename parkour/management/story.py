"""Telling a believable past: steps in the order of time, each through the services at its own moment."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from django.core.mail import get_connection

from parkour.core import clock
from parkour.notifications.models import OutgoingMail
from parkour.notifications.outbox import send_due_mail

PARIS = ZoneInfo("Europe/Paris")
DUMMY_MAIL = "django.core.mail.backends.dummy.EmailBackend"


def validated(row):
    """Save what only the administration's forms write, after the checks those forms make; returns it.

    What must be unique is left to the database, which refuses it: asking before as well would double the wait.
    """
    row.full_clean(validate_unique=False, validate_constraints=False)
    row.save()
    return row


@dataclass
class Story:
    """Collects (moment, step) and plays them by time. A step may add later steps while it is played."""

    now: datetime = field(default_factory=clock.now)
    steps: list = field(default_factory=list)
    order: count = field(default_factory=count)

    def add(self, moment: datetime, step: Callable[[], object]):
        heapq.heappush(self.steps, (min(moment, self.now), next(self.order), step))

    def play(self, progress: Callable[[int, int], None] | None = None):
        """Play every step at its moment. The mails of the past are marked as sent, and go nowhere."""
        played = 0
        connection = get_connection(DUMMY_MAIL)
        while self.steps:
            moment, _order, step = heapq.heappop(self.steps)
            self._send_what_waited(connection, moment)
            with clock.at(moment):
                step()
            with clock.at(min(moment + timedelta(seconds=20), self.now)):
                send_due_mail(connection)
            played += 1
            if progress:
                progress(played, played + len(self.steps))
        self._send_what_waited(connection, self.now)

    def _send_what_waited(self, connection, until):
        """Mails held for the night leave in the morning of the story."""
        waiting = OutgoingMail.objects.filter(state=OutgoingMail.State.QUEUED, not_before__lt=until)
        for morning in list(waiting.order_by("not_before").values_list("not_before", flat=True).distinct()):
            with clock.at(min(morning + timedelta(seconds=20), self.now)):
                send_due_mail(connection)

    def days_ago(self, days: int, at: str | time = "10:00") -> datetime:
        """Local moment so many calendar days ago, in Paris; never later than now."""
        hour = time.fromisoformat(at) if isinstance(at, str) else at
        return min(datetime.combine(self.today - timedelta(days=days), hour, tzinfo=PARIS), self.now)

    def office(self, days: int, after: datetime | None = None, *, minute: int = 0) -> datetime:
        """A working hour about that many days ago: week-ends move to Friday, or to Monday when `after` forbids it."""
        hour = time(9 + minute // 60 % 8, minute % 60)
        moment = self.days_ago(days, hour)
        weekend = max(moment.weekday() - 4, 0)
        earlier = moment - timedelta(days=weekend)
        if after and earlier <= after:
            monday = self.days_ago(days + weekend - 3, hour) if weekend else moment
            earlier = max(monday, after + timedelta(minutes=7))
        return min(earlier, self.now)

    @property
    def today(self) -> date:
        return self.now.astimezone(PARIS).date()

    def in_days(self, days: int) -> date:
        """A day of the week about that many days ahead: week-ends move back to Friday."""
        day = self.today + timedelta(days=days)
        return day - timedelta(days=max(day.weekday() - 4, 0))
