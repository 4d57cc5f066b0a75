"""When minutes are due, until when members may object, and whether published ones are approved. Pure.

Minutes are promised on the second working day after the session. Published ones are approved at the end of the fifth
working day after, without anybody doing anything, unless an objection waits for its answer: then with the answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from committee.enums import Approval
from parkour.organisation.working_days import PROMISE_HOUR, WorkCalendar

PROMISED_AFTER = 2
OPEN_FOR = 5
TOLD_AT = time(9)


@dataclass(frozen=True)
class Standing:
    """Where published minutes stand at one moment. `at`: when they were approved, or will be if nobody objects."""

    approval: Approval
    at: datetime | None

    @property
    def is_approved(self) -> bool:
        return self.approval == Approval.APPROVED

    @property
    def is_contested(self) -> bool:
        return self.approval == Approval.CONTESTED

    @property
    def is_open(self) -> bool:
        """Whether a member may object."""
        return not self.is_approved


def promised_on(held_on: date, calendar: WorkCalendar) -> date:
    """The day on which the minutes of a session of that day are promised."""
    return calendar.after(held_on, PROMISED_AFTER)


def authors_told_at(decided_on: date, calendar: WorkCalendar) -> datetime:
    """From when authors are told what was decided on that day: 9:00 of the next working day (programme §11)."""
    return calendar.at(calendar.after(decided_on, 1), TOLD_AT)


def objections_until(published_at: datetime, calendar: WorkCalendar) -> datetime:
    """Until when members may object to what was published, or corrected, at that moment."""
    day = calendar.after(calendar.day_of(published_at), OPEN_FOR)
    return calendar.at(day, time(PROMISE_HOUR))


def standing(
    due_at: datetime, answered: Iterable[datetime | None], now: datetime, approved_at: datetime | None = None
) -> Standing:
    """Where minutes stand at `now`.

    `answered`: when each objection was answered, None for one that waits. `approved_at`: what was written down, which
    stays. An objection made in time keeps the approval waiting, however late its answer comes.
    """
    if approved_at is not None:
        return Standing(Approval.APPROVED, approved_at)
    answered = list(answered)
    if None in answered:
        return Standing(Approval.CONTESTED, None)
    at = max([due_at, *answered])
    return Standing(Approval.APPROVED if at <= now else Approval.AWAITED, at)
