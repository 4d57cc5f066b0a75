"""Days on which a session may be held, whatever the day on which the tests are run."""

from datetime import date, timedelta

from committee.calendar import conflicts
from parkour.core import clock


def meeting_day(ahead: int, after: date | None = None) -> date:
    """The first day, `ahead` days or more `after` one (today when None), against which nothing speaks anywhere."""
    day = (after or clock.today()) + timedelta(days=ahead)
    while conflicts(day):
        day += timedelta(days=1)
    return day
