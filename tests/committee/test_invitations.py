"""Who has a session in their calendar: members and alternates, those who join, and those whose mandate ends."""

from datetime import timedelta
from importlib import import_module

import icalendar
import pytest
from django.apps import apps

from committee.enums import Answer
from committee.models import Availability, Convocation, Invitation, Mandate, Proxy
from committee.selectors import attendance_of, my_answer
from committee.services import attendance, conduct, convening, mandates, sessions
from committee.services.answering import answer_session
from committee.tasks import keep_mandates
from parkour.core import clock
from parkour.core.exceptions import InvalidInput
from parkour.notifications.models import Notification
from tests.api.asking import Program
from tests.committee.pages import browser, text_of, url
from tests.committee.test_convening import at, sent_to
from tests.factories.committee import CollegeFactory, MandateFactory, SessionFactory, committee_of, released_session
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True)


@pytest.fixture
def poles():
    return committee_of(3, 1)


@pytest.fixture
def alternate(poles):
    CollegeFactory._meta.model.objects.filter(code="employees").update(alternates=1)
    return MandateFactory(college=CollegeFactory(code="employees"), is_alternate=True).person


@pytest.fixture
def session(poles, officer):
    return sessions.convene(SessionFactory(starts_at=at(20)), by=officer)


def methods(person):
    """(method, sequence) of the events mailed to one person, the oldest first."""
    return [(method, sequence) for method, _uid, sequence, _start in sent_to(person)]


def told(kind, person):
    return Notification.objects.filter(kind=f"committee_{kind}", recipient=person).count()


def end(person, officer, **facts):
    mandate = Mandate.objects.get(person=person)
    facts = {"until_on": clock.today(), "reason": "Un départ."} | facts
    return mandates.end_mandate(mandate, by=officer, **facts)


def standing(session):
    return set(Proxy.objects.filter(session=session, revoked_at=None).values_list("giver", "holder"))


# --- Alternates -----------------------------------------------------------------------------------


def test_alternates_are_invited_as_such_and_told_so(alternate, poles, session):
    role = (
        icalendar.Calendar.from_ical(alternate.outgoing_mails.get().calendars[0]).walk("VEVENT")[0]["ATTENDEE"].params
    )
    assert (methods(alternate), role["ROLE"]) == ([("REQUEST", 0)], "OPT-PARTICIPANT")
    bodies = dict(Notification.objects.filter(kind="committee_convened").values_list("recipient", "body"))
    assert [pk for pk, body in bodies.items() if "suppléance" in body] == [alternate.pk]
    assert len(bodies) == 5


def test_an_alternate_says_whether_they_could_come_and_counts_for_nothing(alternate, poles, session):
    answer_session(session, by=alternate, answer=Answer.NO)
    assert list(Availability.objects.values_list("person", "answer")) == [(alternate.pk, "no")]
    with pytest.raises(InvalidInput) as refusal:
        answer_session(session, by=alternate, answer=Answer.NO, holder=poles["employees"][0])
    assert (refusal.value.field, standing(session)) == ("holder", set())
    assert alternate not in [row.person for row in attendance_of(session)]
    with pytest.raises(InvalidInput):
        answer_session(session, by=poles["employees"][0], answer=Answer.NO, holder=alternate)


def test_an_alternate_who_takes_a_seat_is_invited_again_as_a_member(alternate, officer, session):
    mandates.take_seat(Mandate.objects.get(person=alternate), by=officer)
    assert told("convened", alternate) == 2
    assert "suppléance" not in Notification.objects.filter(kind="committee_convened", recipient=alternate).first().body
    assert not Invitation.objects.get(person=alternate).as_alternate


def test_an_alternate_of_today_who_takes_a_seat_today_is_told_twice_too(poles, officer, session):
    college = CollegeFactory(code="employees")
    type(college).objects.filter(pk=college.pk).update(alternates=1)
    person = UserFactory()
    given = mandates.give_mandate(person, college, by=officer, from_on=clock.today(), is_alternate=True)
    mandates.take_seat(given, by=officer)
    assert (told("convened", person), methods(person)) == (2, [("REQUEST", 0)] * 2)


def test_alternates_follow_what_is_moved_and_given_up(alternate, officer, session):
    sessions.update_session(session, by=officer, place="Salle Erdre")
    sessions.postpone(session, by=officer, starts_at=at(33))
    sessions.cancel(session, by=officer, reason="Trop de malades.")
    assert methods(alternate) == [("REQUEST", 0), ("REQUEST", 1), ("REQUEST", 2), ("CANCEL", 3)]


# --- Moved and given up ---------------------------------------------------------------------------


def test_each_move_is_told_once_even_back_to_a_day_it_had(officer, poles, session):
    first, person = session.starts_at, poles["direction"][1]
    for moment in (at(33), first, first, at(33)):
        sessions.postpone(session, by=officer, starts_at=moment)
    assert methods(person) == [("REQUEST", number) for number in range(4)]


def test_whoever_does_not_sit_on_the_new_day_is_taken_off_and_who_does_is_invited(officer, poles, session):
    leaves, comes = poles["direction"][1], UserFactory()
    Mandate.objects.filter(person=leaves).update(until_on=session.on + timedelta(days=5))
    MandateFactory(college=CollegeFactory(code="direction"), person=comes, from_on=session.on + timedelta(days=5))
    answer_session(session, by=leaves, answer=Answer.YES)
    sessions.postpone(session, by=officer, starts_at=at(40))
    sessions.cancel(session, by=officer, reason="Trop de malades.")
    assert methods(leaves) == [("REQUEST", 0), ("CANCEL", 1)]
    assert methods(comes) == [("REQUEST", 1), ("CANCEL", 2)]
    assert told("cancelled", leaves) == 0


# --- Mandates that end ----------------------------------------------------------------------------


def test_a_mandate_that_ends_takes_later_sessions_out_of_the_calendar_and_no_earlier_one(officer, poles, session):
    later = sessions.convene(SessionFactory(starts_at=at(60)), by=officer)
    person, other = poles["direction"][1:]
    answer_session(later, by=person, answer=Answer.YES)
    end(person, officer, until_on=session.on + timedelta(days=1))
    assert methods(person) == [("REQUEST", 0), ("REQUEST", 0), ("CANCEL", 1)]
    assert told("withdrawn", person) == 1
    assert (methods(other), Availability.objects.count()) == ([("REQUEST", 0)] * 2, 0)
    sessions.update_session(later, by=officer, place="Salle Erdre")
    assert (methods(other)[-1], len(methods(person))) == (("REQUEST", 2), 3)


def test_whoever_comes_back_gets_a_newer_event(officer, poles, session):
    person = poles["direction"][1]
    mandate = end(person, officer, until_on=clock.today())
    mandates.give_mandate(person, mandate.college, by=officer, from_on=clock.today() + timedelta(days=1))
    assert methods(person) == [("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2)]


@pytest.mark.parametrize(("ends", "hears", "kind"), [(1, 2, "proxy_ended"), (2, 1, "proxy_lost")])
def test_a_proxy_ends_with_the_mandate_of_either_and_the_other_is_told(officer, poles, session, ends, hears, kind):
    pole = poles["direction"]
    answer_session(session, by=pole[1], answer=Answer.NO, holder=pole[2])
    end(pole[ends], officer)
    assert standing(session) == set()
    assert (told(kind, pole[hears]), told("proxy_ended", pole[ends]) + told("proxy_lost", pole[ends])) == (1, 0)


def test_whoever_leaves_the_company_holds_no_proxy_once_the_sweeper_ran_and_it_tells_once(poles, session):
    pole = poles["direction"]
    answer_session(session, by=pole[1], answer=Answer.NO, holder=pole[2])
    type(pole[2]).objects.filter(pk=pole[2].pk).update(is_active=False)
    for _round in range(2):
        keep_mandates()
    assert (standing(session), told("proxy_lost", pole[1])) == (set(), 1)
    assert Invitation.objects.get(person=pole[2]).withdrawn_at is not None
    assert Convocation.objects.get().sequence == 1


def test_the_sweeper_invites_whoever_was_seated_without_the_services_and_twice_is_once(poles, session):
    person = MandateFactory(college=CollegeFactory(code="employees")).person
    assert [convening.keep_invitations() for _round in range(2)] == [1, 0]
    assert methods(person) == [("REQUEST", 0)]


def test_one_session_that_cannot_be_kept_does_not_stop_the_others_and_stops_the_end_of_a_mandate(
    officer, poles, session, monkeypatch, caplog
):
    other = sessions.convene(SessionFactory(starts_at=at(40)), by=officer)
    real = convening.lock_session

    def breaks(row):
        if row.pk == session.pk:
            raise RuntimeError("a row that breaks")
        return real(row)

    monkeypatch.setattr(convening, "lock_session", breaks)
    person = MandateFactory(college=CollegeFactory(code="employees")).person
    keep_mandates()
    assert list(Invitation.objects.filter(person=person).values_list("session", flat=True)) == [other.pk]
    assert f"session {session.pk}" in caplog.text
    with pytest.raises(RuntimeError):
        end(poles["direction"][1], officer)
    assert Mandate.objects.get(person=poles["direction"][1]).ended_at is None


def test_planted_fault_a_sweeper_that_believes_the_old_members_is_seen(officer, poles, session, monkeypatch):
    person = poles["direction"][1]
    monkeypatch.setattr(convening, "asked_on", lambda day: Mandate.objects.select_related("person"))
    end(person, officer)
    assert methods(person) == [("REQUEST", 0)]


def test_keeping_costs_the_same_whatever_the_number_of_members(officer, count_queries):
    counts = []
    for size in (1, 2, 6):
        committee_of(size, size, presidents=False)
        waiting = sessions.convene(SessionFactory(starts_at=at(20 + size * 7)), by=officer)
        counts.append(count_queries(convening.keep_invitations))
        sessions.cancel(waiting, by=officer, reason="Trop de malades.")
    assert counts[1] == counts[2]


def test_an_upgrade_notes_who_has_the_sessions_to_come_in_a_calendar(officer, poles, alternate, session):
    given_up = sessions.convene(SessionFactory(starts_at=at(90)), by=officer)
    sessions.cancel(given_up, by=officer, reason="Trop de malades.")
    Invitation.objects.all().delete()
    migration = import_module("committee.migrations.0011_invitations_and_one_sequence")
    migration.invite_those_who_were_sent_it(apps, None)
    noted = set(Invitation.objects.values_list("session", "person", "as_alternate"))
    assert noted == {(session.pk, person.pk, False) for pole in poles.values() for person in pole}
    assert convening.keep_invitations() == 1  # the alternate, who was not invited before


# --- The word to whoever held it ------------------------------------------------------------------


def test_whoever_held_a_proxy_hears_that_it_is_taken_back_but_not_on_the_day_it_is_used(poles):
    room = released_session(poles=poles)
    pole = room.poles["direction"]
    answer_session(room.session, by=pole[1], answer=Answer.NO, holder=pole[0])
    answer_session(room.session, by=pole[1], answer=Answer.NO, holder=pole[2])
    assert [told("proxy_ended", person) for person in pole] == [1, 0, 0]
    answer_session(room.session, by=pole[1], answer=Answer.YES)
    assert told("proxy_ended", pole[2]) == 1
    answer_session(room.session, by=pole[1], answer=Answer.NO, holder=pole[2])
    conduct.open_session(room.session, by=room.chair)
    attendance.mark_present(room.session, by=room.chair, person=pole[1])
    assert (standing(room.session), told("proxy_ended", pole[2])) == (set(), 1)
    assert my_answer(room.session, pole[2]).held_from is None


# --- Seated for a later day ----------------------------------------------------------------------------


@pytest.fixture
def newcomer():
    """Somebody whose mandate begins in a week."""
    mandate = MandateFactory(college=CollegeFactory(code="employees"), from_on=clock.today() + timedelta(days=7))
    return mandate.person


def test_whoever_sits_on_the_day_of_a_session_answers_before_the_mandate_begins(poles, newcomer, session):
    assert methods(newcomer) == [("REQUEST", 0)]
    client = browser(newcomer)
    assert "Do you come?" in text_of(client.get(url("session", session.number)))
    assert client.get(url("answer", session.number)).status_code == 200
    assert client.post(url("answer", session.number), {"answer": "yes"}).status_code == 303
    assert Availability.objects.get(person=newcomer).answer == Answer.YES
    answer_session(session, by=poles["employees"][0], answer=Answer.NO, holder=newcomer)
    client.post(url("decline_proxy", session.number))
    assert standing(session) == set()
    program = Program(newcomer)
    assert program.asks(f"sessions/{session.number}/answer/").status_code == 200
    assert program.asks(f"sessions/{session.number}/held-proxy/", method="DELETE").status_code == 204


def test_whoever_sits_later_follows_the_sessions_in_a_calendar_and_reads_no_draft(newcomer, session):
    client = browser(newcomer)
    assert client.get(url("calendar_feed")).status_code == 200
    assert "Sessions in my calendar" in text_of(client.get("/profile/"))
    assert client.get(url("agenda", session.number)).status_code == 404
    early = SessionFactory(starts_at=at(1))
    assert client.get(url("answer", early.number)).status_code == 404
    gone = MandateFactory(from_on=clock.today() - timedelta(days=30), until_on=clock.today()).person
    assert browser(gone).get(url("calendar_feed")).status_code == 404
