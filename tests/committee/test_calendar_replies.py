"""Answers that calendar programs mail back: taken from whoever was invited, and never as contributions."""

from datetime import UTC, timedelta
from email.message import EmailMessage

import pytest

from committee.ics import reply_of
from committee.invitations import meeting_of
from committee.models import Availability
from committee.services import attendance, calendar_replies, conduct, sessions
from committee.services.answering import answer_session
from ideas.enums import MailFate, Origin
from ideas.models import Idea, IncomingMail
from ideas.services import incoming
from parkour.core import clock
from parkour.notifications.models import OutgoingMail
from tests.committee.test_convening import at
from tests.factories.committee import SessionFactory, committee_of, released_session
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True)


@pytest.fixture
def poles():
    return committee_of(2, 1)


@pytest.fixture
def member(poles):
    return poles["direction"][1]


@pytest.fixture
def session(poles, officer):
    return sessions.convene(SessionFactory(starts_at=at(20)), by=officer)


def event(session, person, status="ACCEPTED", *, uid="", stamp=None, start=True, sequence=0, attendee=""):
    """As programs write it: only what RFC 5546 asks for, lines folded by nobody."""
    moment = (stamp or clock.now() + timedelta(minutes=1)).astimezone(UTC)
    lines = [
        "BEGIN:VCALENDAR",
        "PRODID:-//Elsewhere//Calendar//EN",
        "VERSION:2.0",
        "METHOD:REPLY",
        "BEGIN:VEVENT",
        f"UID:{uid or meeting_of(session, None).uid}",
        f"DTSTAMP:{moment:%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{sequence}",
        *([f"DTSTART:{session.starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"] if start else []),
        f"ATTENDEE;PARTSTAT={status};CN=Quelqu’un:mailto:{attendee or person.email}",
        "ORGANIZER:mailto:parkour@example.org",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "\r\n".join(lines) + "\r\n"


def mailed(person, text, *, sender="", **headers) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = sender or person.email, "parkour@example.org"
    message["Subject"], message["Message-ID"] = "Accepté : Séance du comité", f"<{hash(text)}@ailleurs.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Un long texte qui dit que je viens à la séance du comité.")
    message.add_alternative(text.encode(), maintype="text", subtype="calendar", params={"method": "REPLY"})
    return message.as_bytes()


def said():
    return list(Availability.objects.values_list("person", "answer"))


def nothing_but_a_row(mail):
    assert (mail.fate, mail.text, mail.stored_as, mail.idea) == (MailFate.IGNORED, "", "", None)
    assert not Idea.objects.filter(origin=Origin.EMAIL).exists()


@pytest.mark.parametrize(("status", "answer"), [("ACCEPTED", "yes"), ("DECLINED", "no"), ("TENTATIVE", None)])
def test_what_the_calendar_of_a_member_says_is_their_answer_and_no_contribution(session, member, status, answer):
    raw = mailed(member, event(session, member, status))
    for _copy in range(2):
        nothing_but_a_row(incoming.receive_mail(raw))
    assert said() == ([(member.pk, answer)] if answer else [])
    assert IncomingMail.objects.count() == 1


def test_a_program_that_says_it_writes_by_itself_and_does_not_say_for_when_is_understood(session, member):
    text = event(session, member, start=False)
    incoming.receive_mail(mailed(member, text, Auto_Submitted="auto-generated"))
    assert said() == [(member.pk, "yes")]


def test_nobody_answers_for_somebody_else_and_a_stranger_for_nobody(session, member, poles):
    other = poles["direction"][0]
    nothing_but_a_row(incoming.receive_mail(mailed(other, event(session, member))))
    nothing_but_a_row(incoming.receive_mail(mailed(member, event(session, member), sender="x@ailleurs.example")))
    assert said() == []


def test_a_sender_that_our_server_did_not_confirm_answers_nothing(session, member, settings):
    settings.MAIL_IN_AUTHSERV = "mx.example.org"
    nothing_but_a_row(incoming.receive_mail(mailed(member, event(session, member))))
    assert said() == []
    proven = mailed(member, event(session, member, "DECLINED"), Authentication_Results="mx.example.org; dmarc=pass")
    incoming.receive_mail(proven)
    assert said() == [(member.pk, "no")]


def test_an_answer_to_a_day_that_the_session_no_longer_has_is_none(session, member, officer):
    old, without_day = event(session, member), event(session, member, start=False)
    sessions.postpone(session, by=officer, starts_at=at(33))
    assert [calendar_replies.take_event_reply(member, text) for text in (old, without_day)] == [False, False]
    session.refresh_from_db()
    assert calendar_replies.take_event_reply(member, event(session, member, start=False, sequence=1))
    assert said() == [(member.pk, "yes")]


def test_the_last_word_counts_in_whatever_order_the_mails_come(session, member, poles):
    late = event(session, member, stamp=clock.now() - timedelta(hours=1))
    answer_session(session, by=member, answer="no", holder=poles["direction"][0])
    assert not calendar_replies.take_event_reply(member, late)
    assert said() == [(member.pk, "no")]
    assert calendar_replies.take_event_reply(member, event(session, member))
    assert said() == [(member.pk, "yes")]
    assert not session.proxies.filter(revoked_at=None).exists()


def test_two_mails_that_are_read_together_leave_the_word_that_was_said_last(session, member):
    first, then = (clock.now() - timedelta(minutes=ago) for ago in (2, 1))
    mails = event(session, member, stamp=first), event(session, member, "DECLINED", stamp=then)
    assert [calendar_replies.take_event_reply(member, text) for text in mails] == [True, True]
    assert said() == [(member.pk, "no")]
    Availability.objects.all().delete()
    assert [calendar_replies.take_event_reply(member, text) for text in reversed(mails)] == [True, False]
    assert said() == [(member.pk, "no")]


def test_a_calendar_whose_clock_is_fast_does_not_close_the_mouth_of_its_person(session, member):
    assert calendar_replies.take_event_reply(member, event(session, member, stamp=clock.now() + timedelta(days=1)))
    assert Availability.objects.get().at <= clock.now()


def test_planted_fault_an_old_mail_that_overwrites_what_was_said_since_is_seen(session, member, poles, monkeypatch):
    monkeypatch.setattr(calendar_replies, "_is_current", lambda reply, session, person: True)
    answer_session(session, by=member, answer="no", holder=poles["direction"][0])
    calendar_replies.take_event_reply(member, event(session, member, stamp=clock.now() - timedelta(hours=1)))
    assert said() == [(member.pk, "yes")]


def test_whoever_comes_remotely_and_accepts_comes_remotely(session, member):
    answer_session(session, by=member, answer="remote")
    calendar_replies.take_event_reply(member, event(session, member))
    assert said() == [(member.pk, "remote")]


def test_who_was_not_invited_and_what_has_begun_are_answered_nothing(poles, officer, session):
    stranger = UserFactory()
    assert not calendar_replies.take_event_reply(stranger, event(session, stranger))
    room = released_session(poles=poles)
    sessions.update_session(room.session, by=officer, place="Salle Erdre")
    text = event(room.session, room.chair, start=True)
    conduct.open_session(room.session, by=room.chair)
    attendance.mark_present(room.session, by=room.chair)
    nothing_but_a_row(incoming.receive_mail(mailed(room.chair, text)))
    assert said() == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "METHOD:REPLY",
        "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR",
        "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT\r\nEND:VCALENDAR",
        "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nDTSTAMP:hier\r\nSEQUENCE:un\r\nEND:VEVENT\r\nEND:VCALENDAR",
    ],
)
def test_what_is_no_answer_is_none(text, member):
    assert reply_of(text) is None
    assert not calendar_replies.take_event_reply(member, text)


@pytest.mark.parametrize("uid", ["session-1@ailleurs.example", "session-99999999999999999999@x", "autre", "session-@"])
def test_the_event_of_another_house_is_not_ours(uid, session, member):
    assert not calendar_replies.take_event_reply(member, event(session, member, uid=uid))
    assert said() == []


def test_calendars_are_asked_to_answer_only_where_somebody_reads_the_mailbox(officer, poles, settings):
    texts = []
    for address in ("", "parkour-in@example.org"):
        settings.MAIL_IN_ADDRESS = address
        waiting = sessions.convene(SessionFactory(starts_at=at(40 + len(address))), by=officer)
        [sent] = OutgoingMail.objects.filter(
            notification__url=waiting.get_absolute_url(), recipient=poles["employees"][0]
        )
        texts.append(sent.calendars[0].replace("\r\n ", ""))
    assert ["RSVP=TRUE" in text for text in texts] == [False, True]
    assert ["mailto:parkour-in@example.org" in text for text in texts] == [False, True]
