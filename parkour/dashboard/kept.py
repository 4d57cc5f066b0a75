"""The figures as they were last counted: all that a page, a file or the API reads. One statement."""

from dataclasses import dataclass
from datetime import date, datetime

from parkour.core.wake import wake
from parkour.dashboard.figures import FORMAT
from parkour.dashboard.models import Snapshot

COUNT_TASK = "parkour.dashboard.tasks.count"


@dataclass(frozen=True)
class Kept:
    """Figures with the moment of their counting."""

    counted_at: datetime
    content: dict

    @property
    def months(self) -> list[date]:
        """The months there are, the oldest first."""
        return [date.fromisoformat(row["month"]) for row in self.content["months"]]

    def of_month(self, month: date) -> dict:
        """The figures of one of `months`."""
        return next(row for row in self.content["months"] if row["month"] == month.isoformat())


def kept_figures() -> Kept | None:
    """What was counted last; None before the first time, or after an upgrade: the worker is woken then."""
    row = Snapshot.objects.filter(pk=Snapshot.ONLY, format=FORMAT).first()
    if row is None:
        wake(COUNT_TASK)
        return None
    return Kept(row.counted_at, row.content)
