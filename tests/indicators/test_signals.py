"""What leaves its ordinary variation is told once, on a Monday."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from parkour.core import clock
from parkour.indicators.control_charts import Rule, Signal
from parkour.indicators.services.measuring import enter
from parkour.indicators.services.watching import tell_new_signals
from parkour.indicators.signals import stretch_of
from parkour.notifications.models import Notification
from tests.factories import SiteFactory, UserFactory
from tests.indicators.measuring import CSAT, filled, indicator, rows_of

MONDAY = datetime(2026, 11, 30, 9, tzinfo=ZoneInfo("Europe/Paris"))
WEEK = timedelta(days=7)


def test_a_stretch_ends_with_the_last_point_and_has_no_gap():
    signals = [Signal(Rule.BEYOND, 1, 3, 3), Signal(Rule.NEAR_LIMIT, 1, 5, 6), Signal(Rule.BEYOND, 1, 7, 7)]
    assert [stretch_of(signals, side, last) for side, last in ((1, 7), (-1, 7), (1, 8), (1, 3))] == [5, None, None, 3]


def told(person):
    rows = Notification.objects.filter(recipient=person, kind="indicator_signals").order_by("pk")
    return [(row.title, row.body) for row in rows]


@pytest.mark.django_db
def test_new_signals_are_told_on_monday_to_the_owner_and_the_direction_and_what_goes_on_is_no_news():
    officer, owner, sponsor = (
        UserFactory(officer=True),
        UserFactory(locale="en"),
        UserFactory(sponsor=True, locale="en"),
    )
    lyon = SiteFactory(name="Lyon")
    with clock.at(MONDAY - 2 * WEEK):
        one = filled(officer, [*CSAT, 95], owner=owner)
        calm, other = filled(officer, name="Calme"), indicator(officer, name="Appels", better="down")
        enter(other, rows_of([*CSAT, 60], site=lyon), by=officer)
    with clock.at(MONDAY - timedelta(hours=2)):
        assert tell_new_signals() == 0, "never before eight o’clock"
    with clock.at(MONDAY):
        assert (tell_new_signals(), tell_new_signals()) == (2, 0)
    [(title, body)] = told(sponsor)
    assert title.startswith("3 new signals"), "of Lyon, and of everywhere, which is Lyon alone"
    assert "Clients satisfaits: better since January 2025, 95.0" in body and "Appels (Lyon): better since" in body
    assert calm.name not in body
    assert [title for title, _body in told(owner)] == ["1 new signal in the indicators"]
    with clock.at(MONDAY + WEEK):
        enter(one, rows_of([95], first=date(2025, 2, 1)), by=officer)
        assert tell_new_signals() == 0, "it goes on: no news"
    with clock.at(MONDAY + 2 * WEEK):
        enter(one, rows_of([80, 81, 96], first=date(2025, 3, 1)), by=officer)
        assert tell_new_signals() == 2
    assert [title for title, _body in told(owner)] == ["1 new signal in the indicators"] * 2
