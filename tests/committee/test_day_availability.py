"""Dates on which members could come: one tap each, and the day with most of both poles is proposed first."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from committee.models import Availability, DayAvailability
from committee.selectors.availability import may_be_asked, my_days
from committee.selectors.consequences import asked_days, days_for
from committee.services.availability import say_day
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed
from tests.committee.pages import browser, page, text_of, url
from tests.days import meeting_day
from tests.factories.committee import MandateFactory, SessionFactory, committee_of
from tests.factories.people import UserFactory
from tests.metering import metered

pytestmark = pytest.mark.django_db


@pytest.fixture
def poles():
    return committee_of(3, 3)


@pytest.fixture
def session(poles):
    planned = SessionFactory()
    return type(planned).objects.get(pk=planned.pk)


def later(days=60):
    day = meeting_day(days)
    return SessionFactory(starts_at=clock.now().replace(year=day.year, month=day.month, day=day.day, hour=13))


def test_without_a_word_the_days_keep_the_order_of_the_calendar(poles):
    session = later()
    rows = days_for(session)
    assert ([row.day for row in rows], [row.expected for row in rows]) == (asked_days(session)[:3], [(), (), ()])


def test_days_on_which_a_pole_could_not_vote_come_last_then_those_that_most_said_no_to(poles):
    session = later()
    first, second, third, fourth, *_others = asked_days(session)
    for member in poles["direction"][:2]:
        say_day(first, by=member, answer="no")
    say_day(second, by=poles["employees"][0], answer="no")
    say_day(third, by=poles["employees"][0], answer="yes")
    rows = days_for(session)
    assert [row.day for row in rows] == [third, fourth, asked_days(session)[4]]
    assert first not in [row.day for row in rows]
    (direction, employees) = rows[0].expected
    assert (direction.possible, employees.sure, employees.silent) == (3, 1, 2)
    assert asked_days(session)[:4] == [first, second, third, fourth]  # everybody is asked about the same days


def test_the_last_word_counts_and_may_be_taken_back(poles):
    member, session = poles["employees"][0], later()
    day = asked_days(session)[0]
    for answer in ("yes", "no"):
        say_day(day, by=member, answer=answer)
    assert list(DayAvailability.objects.values_list("day", "answer")) == [(day, "no")]
    say_day(day, by=member, answer="")
    assert not DayAvailability.objects.exists()


def test_only_members_say_it_of_days_that_are_asked_about(poles):
    session = later()
    day = asked_days(session)[0]
    for person in (UserFactory(), UserFactory(officer=True)):
        with pytest.raises(NotAllowed):
            say_day(day, by=person, answer="yes")
    with pytest.raises(InvalidInput):
        say_day(session.on, by=poles["employees"][0], answer="yes")
    with pytest.raises(InvalidInput):
        say_day(day, by=poles["employees"][0], answer="perhaps")


def test_a_member_is_asked_about_the_days_on_which_they_sit(poles):
    session = later()
    ends = MandateFactory(college=poles["employees"][0].mandates.get().college, until_on=session.on)
    assert my_days(ends.person).sessions == ()
    assert [row.session for row in my_days(poles["employees"][0]).sessions] == [session]


def test_one_word_a_person_and_day(poles):
    said = {"person": poles["employees"][0], "day": meeting_day(60), "at": clock.now()}
    DayAvailability.objects.create(answer="yes", **said)
    with pytest.raises(IntegrityError, match="day_availability_once"), transaction.atomic():
        DayAvailability.objects.create(answer="no", **said)


def test_one_tap_on_the_page_answers_a_session_or_a_day(poles):
    member, session = poles["employees"][1], later()
    client = browser(member)
    assert "If the next session had to move" in text_of(client.get(url("availability")))
    client.post(url("say_availability"), {"session": session.number, "answer": "remote"})
    day = asked_days(session)[0]
    client.post(url("say_availability"), {"day": day.isoformat(), "answer": "no"})
    assert list(Availability.objects.values_list("person", "answer")) == [(member.pk, "remote")]
    assert list(DayAvailability.objects.values_list("day", "answer")) == [(day, "no")]
    assert client.get(url("availability")).content.decode().count('aria-pressed="true"') == 2
    for wrong in ({"day": "demain", "answer": "no"}, {"session": session.number, "answer": "perhaps"}, {}):
        assert client.post(url("say_availability"), wrong, follow=True).status_code == 200
    assert (Availability.objects.count(), DayAvailability.objects.count()) == (1, 1)


def test_the_officer_reads_who_could_come_when_a_session_is_moved(poles):
    session = later()
    for day in asked_days(session)[:3]:
        say_day(day, by=poles["employees"][0], answer="no")
    assert "Employees: 2 of 3 could come" in page(UserFactory(officer=True), "postpone", session.number)


def test_what_speaks_against_the_days_is_read_once_for_all_of_them(poles):
    session, member = later(), poles["employees"][0]
    assert len(asked_days(session)) == 5
    of_sites = []
    for read in (lambda: my_days(member), lambda: days_for(session), lambda: may_be_asked(member, session.on)):
        with metered() as meter:
            read()
        of_sites.append(sum("holiday_region" in sql for sql, _params, _rows in meter.statements))
    assert of_sites == [2, 2, 1]  # which days they are, then what speaks against each


def test_the_page_says_when_no_session_is_planned(poles):
    assert "No session is planned" in page(poles["employees"][0], "availability")
    assert browser(UserFactory()).get(url("availability")).status_code == 404


def test_the_page_costs_the_same_for_one_and_for_five_sessions(poles):
    client, counts = browser(poles["employees"][0]), []
    for months in (1, 4):
        for index in range(months):
            later(60 * (index + months))
        with CaptureQueriesContext(connection) as statements:
            client.get(url("availability"))
        counts.append(len(statements))
    assert counts[0] == counts[1]
