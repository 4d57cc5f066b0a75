"""When minutes are promised, until when members may object, and when they are approved. Pure."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from committee.approval import Standing, objections_until, promised_on, standing
from committee.enums import Approval
from parkour.organisation.working_days import WorkCalendar

PARIS = WorkCalendar()
DUE = datetime(2026, 3, 30, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("held", "promised"),
    [
        (date(2026, 3, 19), date(2026, 3, 23)),  # a Thursday
        (date(2026, 5, 21), date(2026, 5, 26)),  # Whit Monday comes between
        (date(2026, 3, 16), date(2026, 3, 18)),
    ],
)
def test_minutes_are_promised_on_the_second_working_day(held, promised):
    assert promised_on(held, PARIS) == promised


def test_members_may_object_until_the_end_of_the_fifth_working_day():
    published = datetime(2026, 5, 21, 23, 30, tzinfo=ZoneInfo("Europe/Paris"))
    assert objections_until(published, PARIS) == datetime(2026, 5, 29, 18, tzinfo=ZoneInfo("Europe/Paris"))
    closed = WorkCalendar(closures=frozenset({date(2026, 5, 29)}))
    assert objections_until(published, closed).date() == date(2026, 6, 1)


@pytest.mark.parametrize(
    ("answered", "after", "approval", "at"),
    [
        ([], -1, Approval.AWAITED, DUE),
        ([], 0, Approval.APPROVED, DUE),
        ([None], 400, Approval.CONTESTED, None),
        ([DUE + timedelta(days=2)], 1, Approval.AWAITED, DUE + timedelta(days=2)),
        ([DUE - timedelta(days=2)], -1, Approval.AWAITED, DUE),
        ([DUE + timedelta(days=2), None], 400, Approval.CONTESTED, None),
        ([DUE + timedelta(days=2)], 48, Approval.APPROVED, DUE + timedelta(days=2)),
    ],
)
def test_minutes_are_approved_by_the_clock_unless_an_objection_waits(answered, after, approval, at):
    assert standing(DUE, answered, DUE + timedelta(hours=after)) == Standing(approval, at)


def test_an_approval_that_was_written_down_stays():
    found = standing(DUE, [None], DUE + timedelta(days=90), DUE)
    assert (found.is_approved, found.at, found.is_open) == (True, DUE, False)
