"""Invitations that go into the calendars of the members: sent once, moved, taken back."""

from datetime import timedelta

import icalendar
import pytest
import vobject
from django.core import mail
from django.utils import timezone

from committee.enums import SessionState
from committee.invitations import meeting_of
from committee.models import Convocation, Mandate
from committee.services import mandates, sessions
from parkour.core import clock
from parkour.notifications import outbox
from parkour.notifications.letters import message_for
from parkour.notifications.models import MailServer, OutgoingMail
from parkour.notifications.services import send_now
from tests.committee.pages import browser, text_of, url
from tests.days import meeting_day
from tests.factories.committee import CollegeFactory, SessionFactory, committee_of
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
AHEAD = (1, 20, 33, 40, 60, 90)  # days


@pytest.fixture
def officer():
    return UserFactory(officer=True)


@pytest.fixture
def session():
    committee_of(2, 1)
    return SessionFactory(starts_at=at(20))


def at(days):
    """The hour of a session so many days ahead or more, later than those before it whatever holidays there are."""
    day, before = clock.today(), 0
    for ahead in (each for each in AHEAD if each <= days):
        day, before = meeting_day(ahead - before, after=day), ahead
    return timezone.localtime(clock.now()).replace(hour=13, minute=0, second=0, microsecond=0) + (day - clock.today())


def sent_to(person) -> list:
    """Events mailed to one person, the oldest first: (method, uid, sequence, start)."""
    rows = OutgoingMail.objects.filter(recipient=person).order_by("pk")
    return [read(text) for row in rows for text in row.calendars]


def read(text):
    calendar = icalendar.Calendar.from_ical(text)
    event = calendar.walk("VEVENT")[0]
    other = vobject.readOne(text)
    assert (other.method.value, other.vevent.uid.value) == (str(calendar["METHOD"]), str(event["UID"]))
    assert int(other.vevent.sequence.value) == int(event["SEQUENCE"])
    assert other.vevent.dtstart.value == event["DTSTART"].dt
    return str(calendar["METHOD"]), str(event["UID"]), int(event["SEQUENCE"]), event["DTSTART"].dt


def test_each_member_gets_one_event_of_their_own(officer, session):
    for _click in range(2):
        sessions.convene(session, by=officer)
    rows = list(OutgoingMail.objects.all())
    assert len(rows) == 3
    for row in rows:
        event = icalendar.Calendar.from_ical(row.calendars[0]).walk("VEVENT")[0]
        assert str(event["ATTENDEE"]) == f"mailto:{row.recipient.email}"
        assert read(row.calendars[0]) == ("REQUEST", meeting_of(session, None).uid, 0, session.starts_at)
    assert len({row.calendars[0] for row in rows}) == 3
    assert Convocation.objects.get().sequence == 0


def test_another_time_is_the_same_event_one_sequence_further_and_one_mail(officer, session):
    sessions.convene(session, by=officer)
    person, moved = OutgoingMail.objects.first().recipient, at(33)
    for _click in range(2):
        sessions.postpone(session, by=officer, starts_at=moved)
    uid = meeting_of(session, None).uid
    assert sent_to(person) == [("REQUEST", uid, 0, session.starts_at), ("REQUEST", uid, 1, moved)]


def test_another_place_is_told_and_the_chair_or_the_same_place_is_not(officer, session):
    sessions.convene(session, by=officer)
    person = OutgoingMail.objects.first().recipient
    sessions.update_session(session, by=officer, place="Salle Loire", chair=None)
    assert len(sent_to(person)) == 1
    sessions.update_session(session, by=officer, place="Salle Erdre")
    assert [event[2] for event in sent_to(person)] == [0, 1]
    told = OutgoingMail.objects.filter(recipient=person).latest("pk")
    assert (told.kind, "Salle Erdre" in told.calendars[0]) == ("committee_moved", True)


def test_the_place_of_what_nobody_was_invited_to_is_told_to_nobody(officer, session):
    sessions.update_session(session, by=officer, place="Salle Erdre")
    assert not OutgoingMail.objects.exists()
    sessions.convene(session, by=officer)
    assert Convocation.objects.get().place == "Salle Erdre"


def test_a_cancelled_session_leaves_the_calendars(officer, session):
    sessions.convene(session, by=officer)
    sessions.cancel(session, by=officer, reason="Trop de malades.")
    person = OutgoingMail.objects.first().recipient
    uid = meeting_of(session, None).uid
    assert sent_to(person) == [("REQUEST", uid, 0, session.starts_at), ("CANCEL", uid, 1, session.starts_at)]
    assert "Trop de malades" not in OutgoingMail.objects.latest("pk").calendars[0]


def test_what_nobody_has_in_a_calendar_is_taken_out_of_none(officer, session):
    sessions.cancel(session, by=officer, reason="Trop de malades.")
    assert [row.calendars for row in OutgoingMail.objects.all()] == [[], [], []]


def test_whoever_joins_later_gets_the_event_as_it_stands(officer, session):
    sessions.convene(session, by=officer)
    sessions.postpone(session, by=officer, starts_at=at(33))
    newcomer = UserFactory()
    mandates.give_mandate(newcomer, CollegeFactory(code="employees"), by=officer, from_on=clock.today())
    assert [event[2:] for event in sent_to(newcomer)] == [(1, at(33))]


def test_the_sequence_stays_while_nothing_moves_and_never_goes_back(officer, session):
    sessions.convene(session, by=officer)
    first, second = session.starts_at, at(33)
    sessions.postpone(session, by=officer, starts_at=second)
    sessions.postpone(session, by=officer, starts_at=first)
    person = OutgoingMail.objects.first().recipient
    assert [event[2] for event in sent_to(person)][:2] == [0, 1]
    assert Convocation.objects.get().sequence == 2


def test_planted_fault_an_event_that_keeps_its_sequence_is_seen(officer, session, monkeypatch):
    monkeypatch.setattr(sessions, "note_sending", lambda session: _first(session))
    sessions.convene(session, by=officer)
    person = OutgoingMail.objects.first().recipient
    sessions.postpone(session, by=officer, starts_at=at(33))
    assert [event[2] for event in sent_to(person)] == [0, 0]


def _first(session):
    now = clock.now()
    facts = {"starts_at": session.starts_at, "duration": 150, "convened_at": now, "sent_at": now}
    return Convocation.objects.get_or_create(session=session, defaults=facts)[0]


def test_inviting_costs_the_same_whatever_the_number_of_members(officer, count_queries):
    counts = []
    for number, size in enumerate((1, 2, 6)):  # the first one warms what is kept
        committee_of(size, size, presidents=False)
        waiting = SessionFactory(starts_at=at(20 + number * 7))
        counts.append(count_queries(lambda waiting=waiting: sessions.convene(waiting, by=officer)))
    assert counts[1] == counts[2]


def test_the_mail_offers_the_event_to_the_calendar_and_as_a_file(officer, session):
    sessions.convene(session, by=officer)
    row = OutgoingMail.objects.first()
    parts = {part.get_content_type(): part for part in message_for(row).message().walk()}
    assert parts["text/calendar"].get_param("method") == "REQUEST"
    assert read(parts["text/calendar"].get_payload(decode=True).decode())[0] == "REQUEST"
    assert parts["application/ics"].get_filename() == "invitation.ics"
    assert parts["application/ics"].get_payload(decode=True).decode() == row.calendars[0]


def test_letters_that_leave_together_carry_the_last_word_about_the_session(officer, session):
    sessions.convene(session, by=officer)
    sessions.update_session(session, by=officer, place="Salle Erdre")
    for row in OutgoingMail.objects.filter(state="queued"):
        send_now(row)
    while outbox.send_due_mail():
        pass
    assert len(mail.outbox) == 3
    for message in mail.outbox:
        events = [part for part in message.message().walk() if part.get_content_type() == "application/ics"]
        assert [read(part.get_payload(decode=True).decode())[2] for part in events] == [1]


def test_letters_that_leave_again_after_a_failed_connection_carry_each_session_once(officer, session):
    """The first attempt found no server: its letters were joined, and are joined again with what came since."""
    person, other = Mandate.objects.first().person, SessionFactory(starts_at=at(40))
    for planned in (session, other):
        sessions.convene(planned, by=officer)
    _all_in_one_letter(person)
    for _round in range(2):
        _fails_to_leave()
    row = OutgoingMail.objects.get(state="queued")
    assert [read(text)[1] for text in row.calendars] == [meeting_of(each, None).uid for each in (session, other)]
    sessions.cancel(other, by=officer, reason="Trop de malades.")
    _all_in_one_letter(person)
    for _round in range(2):
        _fails_to_leave()
    outbox.send_due_mail()
    (row,) = OutgoingMail.objects.filter(state="sent")
    events = sorted((uid, method, sequence) for method, uid, sequence, _start in map(read, row.calendars))
    uids = sorted(meeting_of(each, None).uid for each in (session, other))
    assert [uid for uid, _method, _sequence in events] == uids
    assert {uid: (method, sequence) for uid, method, sequence in events} == {
        meeting_of(session, None).uid: ("REQUEST", 0),
        meeting_of(other, None).uid: ("CANCEL", 1),
    }


def _all_in_one_letter(person):
    OutgoingMail.objects.exclude(recipient=person).delete()
    OutgoingMail.objects.filter(state="queued").update(
        bundle="digest:2026-03-20", not_before=clock.now(), may_wait=False
    )


def _fails_to_leave():
    """A round in which the mail server does not answer."""
    outbox.send_due_mail(NoServer())
    MailServer.objects.update(failing_since=None, retry_at=None)


class NoServer:
    """A mail server that nobody reaches."""

    def open(self):
        raise ConnectionRefusedError

    def close(self):
        pass


def test_the_officer_reads_how_many_are_told_before_and_when_they_were_after(officer, session):
    desk = browser(officer)
    before = desk.get(url("session", session.number))
    assert "3 members receive the date and the place, for their calendars." in text_of(before)
    assert "Send the invitations to 3 members?" in before.content.decode()
    desk.post(url("convene", session.number))
    session.refresh_from_db()
    assert session.state == SessionState.CONVENED
    after = text_of(desk.get(url("session", session.number)))
    assert "Invitations sent on" in after
    assert "Calendars were told of the last change" not in after
    with clock.at(clock.now() + timedelta(days=1)):
        sessions.update_session(session, by=officer, place="Salle Erdre")
    assert "Calendars were told of the last change" in text_of(desk.get(url("session", session.number)))
