"""A pole that will not reach its quorum is said long before: in the list of the sessions, the calendar and its API."""

from datetime import timedelta

import pytest
from django.utils import translation

from committee.enums import Answer, CollegeCode
from committee.models import Mandate, Proxy, Session
from committee.selectors import attendance_of
from committee.selectors.checks import quorum_warnings
from committee.selectors.expected import expected_at_each, expected_of
from committee.services import sessions
from committee.services.answering import answer_session
from parkour.core import clock
from tests.api.asking import Program
from tests.committee.pages import browser, text_of, url
from tests.factories.committee import MandateFactory, SessionFactory, committee_of
from tests.factories.people import UserFactory
from tests.test_query_counts import client_of, statements

pytestmark = pytest.mark.django_db
LOST = "The pole Employees cannot vote: 1 could come, 2 are needed."
NOBODY = "Nobody of the pole Employees is expected."


@pytest.fixture
def officer():
    return UserFactory(officer=True, locale="en")


@pytest.fixture
def poles():
    return committee_of(3, 3)


def coming(officer, days=20):
    return sessions.convene(SessionFactory(starts_at=clock.now() + timedelta(days=days)), by=officer)


def decline(session, people):
    for person in people:
        answer_session(session, by=person, answer=Answer.NO)


def labels(session):
    with translation.override("en"):
        return [row.label for row in quorum_warnings([session]).get(session.pk, [])]


def test_a_session_of_which_nobody_has_said_anything_warns_of_nothing(officer, poles, django_assert_num_queries):
    session = coming(officer)
    with django_assert_num_queries(1):
        assert quorum_warnings([session]) == {}


def test_a_pole_that_cannot_reach_its_quorum_even_with_the_silent_is_said_and_a_tight_one_is_not(officer, poles):
    session = coming(officer)
    decline(session, poles["employees"][:1])
    assert labels(session) == []
    decline(session, poles["employees"][1:2])
    assert labels(session) == [LOST]
    decline(session, poles["employees"])
    assert labels(session) == [NOBODY]


def test_a_session_that_runs_or_is_over_is_warned_of_no_more(officer, poles):
    session = coming(officer)
    decline(session, poles["employees"])
    for state in ("open", "closed", "no_quorum"):
        assert quorum_warnings([Session(pk=session.pk, starts_at=session.starts_at, state=state)]) == {}


def test_several_sessions_at_once_count_as_each_counts_on_its_own_page(officer, poles):
    giver, holder, gone = poles["employees"]
    ended, stays = coming(officer, days=60), coming(officer)
    Mandate.objects.filter(person=gone).update(until_on=stays.on + timedelta(days=1))
    poles["direction"][0].is_active = False
    poles["direction"][0].save(update_fields=["is_active"])
    MandateFactory(college=Mandate.objects.get(person=gone).college, is_alternate=True)
    for session in (stays, ended):
        answer_session(session, by=holder, answer=Answer.YES)
        answer_session(session, by=giver, answer=Answer.NO, holder=holder)
    Proxy.objects.filter(session=ended).update(signed_for=ended.starts_at - timedelta(days=7))
    found = expected_at_each([stays, ended])
    assert found == {session.pk: expected_of(attendance_of(session)) for session in (stays, ended)}
    employees = [found[session.pk][CollegeCode.EMPLOYEES] for session in (stays, ended)]
    assert [(row.seats, row.sure, row.silent) for row in employees] == [(3, 2, 1), (2, 1, 0)]


def test_the_list_of_sessions_says_it_to_the_officer_and_to_nobody_else(officer, poles):
    first, later = coming(officer), coming(officer, days=80)
    decline(first, poles["employees"])
    decline(later, poles["employees"][:2])
    said = text_of(browser(officer).get(url("sessions")))
    assert (said.count(NOBODY), said.count(LOST)) == (1, 1)
    assert said.index(NOBODY) < said.index(LOST)
    for reader in (UserFactory(locale="en"), poles["employees"][0]):
        assert "is expected" not in text_of(browser(reader).get(url("sessions")))


def test_the_calendar_says_it_at_the_date_on_the_page_and_to_a_program(officer, poles):
    session = coming(officer)
    decline(session, poles["employees"][:2])
    assert text_of(browser(officer).get(url("calendar"))).count(LOST) == 1
    dates = Program(officer).asks("calendar/").json()["dates"]
    assert [row["session"] for row in dates if LOST in row["warnings"]] == [session.number]


def test_neither_page_asks_more_for_four_sessions_with_answers_than_for_one(officer, poles):
    counts = []
    for days in ((20,), (80, 140, 200)):
        for one in days:
            decline(coming(officer, days=one), poles["employees"])
        counts.append([len(statements(client_of(officer), url(name))) for name in ("sessions", "calendar")])
    assert counts[0] == counts[1]
