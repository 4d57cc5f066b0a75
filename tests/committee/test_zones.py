"""Sessions are held on the clock of the organisation, wherever that is: days, hours, forms, API, calendars, mails."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from icalendar import Calendar

from committee.enums import SessionState
from committee.models import Session
from committee.services import sessions
from committee.services.session_reminders import reminder_moment
from parkour.core import clock
from parkour.notifications.models import OutgoingMail
from tests.api.asking import Program, is_problem
from tests.committee.pages import browser, text_of, url
from tests.factories import SessionFactory, UserFactory, committee_of
from tests.factories.people import SiteFactory

pytestmark = pytest.mark.django_db
JANUARY = datetime(2026, 1, 2, 9, tzinfo=UTC)
ZONES = {
    "America/Cayenne": (17, 17),
    "Indian/Reunion": (10, 10),
    "Europe/Paris": (13, 12),
    "America/Miquelon": (17, 16),
}


@pytest.fixture(autouse=True)
def january():
    with clock.at(JANUARY):
        yield


@pytest.fixture(params=ZONES)
def zone(request, settings):
    settings.TIME_ZONE = request.param
    return request.param


@pytest.fixture
def officer():
    return UserFactory(officer=True)


def test_fourteen_hours_is_said_on_the_clock_of_the_house_in_winter_and_in_summer(zone, officer):
    hours = []
    for day in (date(2026, 1, 15), date(2026, 7, 9)):
        session = sessions.plan_session_on(day, by=officer, at=time(14)).session
        assert (session.local_start.hour, session.on) == (14, day)
        hours.append(session.starts_at.astimezone(UTC).hour)
        assert "2 pm" in text_of(browser(officer).get(url("session", session.number)))
    assert tuple(hours) == ZONES[zone]


def test_the_rule_and_the_button_plan_on_the_same_clock(zone, officer):
    planned = sessions.plan_next_session(by=officer).session
    assert (planned.local_start.hour, planned.local_start.tzinfo.key) == (14, zone)
    assert reminder_moment(planned).tzinfo.key == zone


def test_a_day_is_the_day_of_the_house_also_around_midnight(settings, officer):
    settings.TIME_ZONE = "America/Cayenne"
    late = sessions.plan_session_on(date(2026, 3, 12), by=officer, at=time(22)).session
    assert (late.starts_at.astimezone(UTC).date(), late.on) == (date(2026, 3, 13), date(2026, 3, 12))
    assert sessions.plan_session_on(date(2026, 3, 13), by=officer, at=time(8)).session.on == date(2026, 3, 13)


def test_the_form_and_the_api_read_an_hour_on_the_clock_of_the_house(settings, officer):
    settings.TIME_ZONE = "Indian/Reunion"
    session, other = SessionFactory(starts_at=JANUARY + timedelta(days=60)), SessionFactory()
    browser(officer).post(url("postpone", session.number), {"day": "2026-04-02", "at": "14:00"})
    moved = {"starts_at": "2026-04-09T14:00:00", "short_notice": True}
    assert Program(officer).posts(f"sessions/{other.number}/postpone/", moved).status_code == 200
    starts = [Session.objects.get(pk=row.pk).starts_at for row in (session, other)]
    assert starts == [datetime(2026, 4, day, 10, tzinfo=UTC) for day in (2, 9)]


def test_where_clocks_go_back_the_form_offers_the_two_offsets_of_the_house(settings, officer):
    settings.TIME_ZONE = "America/Miquelon"
    session, client = SessionFactory(starts_at=JANUARY + timedelta(days=60)), browser(officer)
    body = {"day": "2026-11-01", "at": "01:30", "short_notice": "on"}
    # A Sunday is no day for a session by the rule, and one may choose it.
    asked = client.post(url("postpone", session.number), body)
    assert asked.status_code == 422
    assert all(f'value="{offset}"' in asked.content.decode() for offset in ("-02:00", "-03:00"))
    typed, program = {"day": "2027-11-07", "at": "01:30"}, Program(officer)
    for wrong in ({}, {"offset": "+02:00"}, {"offset": "two"}):
        is_problem(program.posts("sessions/", typed | wrong), 422, "offset")
    made = program.posts("sessions/", typed | {"offset": "-03:00"})
    assert made.status_code == 201
    assert datetime.fromisoformat(made.json()["starts_at"]) == datetime(2027, 11, 7, 4, 30, tzinfo=UTC)


def test_in_a_zone_whose_clocks_never_change_no_hour_is_asked_twice(settings, officer):
    settings.TIME_ZONE = "America/Cayenne"
    made = Program(officer).posts("sessions/", {"day": "2026-10-25", "at": "02:30"})
    assert made.status_code == 201
    assert datetime.fromisoformat(made.json()["starts_at"]) == datetime(2026, 10, 25, 5, 30, tzinfo=UTC)


def test_mail_and_calendar_say_the_same_moment(zone, officer):
    member = committee_of(1, 1)["direction"][0]
    session = sessions.plan_session_on(date(2026, 7, 9), by=officer, at=time(14)).session
    sessions.convene(session, by=officer)
    assert Session.objects.get(pk=session.pk).state == SessionState.CONVENED
    mail = OutgoingMail.objects.get(recipient=member, kind="committee_convened")
    event = next(iter(Calendar.from_ical(mail.calendars[0]).walk("VEVENT")))
    assert event.decoded("dtstart") == datetime(2026, 7, 9, ZONES[zone][1], tzinfo=UTC)
    assert "14" in mail.body_text and "9 juillet" in mail.body_text


def test_a_reader_elsewhere_is_told_whose_clock_it_is(settings):
    settings.TIME_ZONE = "America/Cayenne"
    session = SessionFactory(starts_at=datetime(2026, 3, 12, 17, tzinfo=UTC))
    reader = UserFactory(site=SiteFactory(timezone="Europe/Paris"))
    shown = text_of(browser(reader).get(url("session", session.number)))
    assert "Cayenne time" in shown and "Paris time" not in shown
    here = UserFactory(site=SiteFactory(timezone="America/Cayenne"))
    assert "Cayenne time" not in text_of(browser(here).get(url("session", session.number)))
