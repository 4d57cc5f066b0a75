"""The calendar of the sessions by the API: its rule, what it would give, its exceptions."""

from datetime import UTC, datetime

import pytest

from committee.models import Session, SessionRule
from parkour.core import clock
from tests.api.asking import Program, is_problem
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
RULE = {"rrule": "FREQ=MONTHLY;INTERVAL=2;BYDAY=+3TH", "month": 7, "first": "2026-01-01"}


@pytest.fixture
def officer():
    with clock.at(datetime(2026, 1, 2, 9, tzinfo=UTC)):
        yield Program(UserFactory(officer=True))


def test_a_rule_is_tried_saved_changed_and_has_exceptions(officer):
    tried = officer.posts("calendar/preview/", RULE).json()
    assert (tried["rule"], tried["planned"]) == (None, 12)
    assert [row["date"] for row in tried["dates"]][:4] == ["2026-01-15", "2026-03-19", "2026-05-21", "2026-07-02"]
    assert not SessionRule.objects.exists() and not Session.objects.exists()
    saved = officer.asks("calendar/", RULE, method="PUT").json()
    assert (saved["planned"], saved["rule"]["version"], Session.objects.count()) == (12, 1, 12)
    is_problem(officer.asks("calendar/", RULE, method="PUT"), 412)
    later = officer.asks("calendar/", RULE | {"starts_at": "09:30", "version": 1}, method="PUT").json()
    assert (later["planned"], later["moved"], later["taken_off"]) == (0, 12, 0)
    skipped = officer.posts("calendar/exceptions/", {"wanted": "2026-03-19", "reason": "Inventaire"}).json()
    assert skipped["exceptions"] == [{"wanted": "2026-03-19", "day": None, "reason": "Inventaire"}]
    is_problem(officer.posts("calendar/exceptions/", {"wanted": "2026-03-20"}), 422, "wanted")
    back = officer.posts("calendar/exceptions/remove/", {"wanted": "2026-03-19"}).json()
    assert (back["exceptions"], back["planned"]) == ([], 1)


@pytest.mark.parametrize(
    ("name", "value"),
    [("rrule", "FREQ=WEEKLY;BYDAY=TH"), ("rrule", "FREQ=MONTHLY;BYMONTHDAY=31"), ("month", 13), ("month_week", 0)],
)
def test_an_impossible_rule_is_refused_at_its_field(officer, name, value):
    is_problem(officer.asks("calendar/", RULE | {name: value}, method="PUT"), 422, name)
