"""The mail server misbehaves: nothing is lost, nothing sent twice, and somebody is told."""

import smtplib
import socket
from datetime import timedelta

import pytest
from django.urls import reverse

from parkour.core import clock
from parkour.notifications import faults, mail_server, outbox
from parkour.notifications.faults import Trouble, read_opening, read_refusal
from parkour.notifications.models import Fault, MailServer, Notification, OutgoingMail
from parkour.notifications.selectors import ALERT_AFTER
from tests.factories import UserFactory
from tests.notifications.servers import free_port
from tests.notifications.telling import State, states, tell

pytestmark = pytest.mark.django_db


def later(moment, **duration):
    return clock.at(moment + timedelta(**duration))


def test_a_server_that_dies_before_the_goodbye_has_taken_the_mail(sink):
    sink.dies_after_data = True
    tell(UserFactory())
    assert (outbox.send_due_mail(), outbox.send_due_mail()) == (1, 0)
    assert (states("attempts"), len(sink.messages)) == ([(State.SENT, 1)], 1)
    assert MailServer.objects.get().failing_since is None


def test_planted_fault_a_goodbye_that_counts_sends_the_mail_twice(sink, monkeypatch, at_work):
    """Proves that the test above can fail: acknowledging after the goodbye sends again what was taken."""
    sink.dies_after_data = True
    real = outbox._write

    def acknowledge_after_the_goodbye(row, **facts):
        if facts.get("state") == State.SENT:
            raise smtplib.SMTPServerDisconnected("no answer to QUIT")
        real(row, **facts)

    monkeypatch.setattr(outbox, "_write", acknowledge_after_the_goodbye)
    tell(UserFactory())
    with pytest.raises(smtplib.SMTPServerDisconnected):
        outbox.send_due_mail()
    with later(at_work, minutes=10), pytest.raises(smtplib.SMTPServerDisconnected):
        outbox.send_due_mail()
    assert max(sink.identifiers.values()) == 2  # the same Message-ID: its reader's server can tell


def test_a_mail_put_off_three_times_leaves_at_the_fourth_attempt(sink, at_work):
    sink.answers["RCPT"] = ["451 later", "451 later"]
    sink.answers["DATA"] = ["451 later"]
    tell(UserFactory())
    moments = [timedelta(0), timedelta(seconds=10), timedelta(seconds=70), timedelta(seconds=370)]
    for attempt, wait in enumerate(moments, start=1):
        with clock.at(at_work + wait - timedelta(seconds=1)):
            assert outbox.send_due_mail() == 0  # not before its time
        with clock.at(at_work + wait):
            assert outbox.send_due_mail() == (1 if attempt == 4 else 0)
    assert (states("attempts", "fault"), len(sink.messages)) == ([(State.SENT, 4, "")], 1)


def test_the_waits_grow_from_ten_seconds_to_half_an_hour():
    waits = [mail_server.back_off(attempt).total_seconds() for attempt in range(1, 8)]
    assert waits == [10, 60, 300, 900, 1800, 1800, 1800]


def test_a_mail_put_off_six_times_is_shown_as_not_delivered(sink, at_work):
    sink.answers["RCPT"] = ["451 later"] * 6
    tell(UserFactory())
    for hours in range(6):
        with later(at_work, hours=hours):
            outbox.send_due_mail()
    assert states("attempts", "fault") == [(State.FAILED, 6, Fault.BUSY)]


def test_an_address_refused_for_good_fails_at_once_and_stops_nobody_else(sink):
    first, dead, last = UserFactory.create_batch(3)
    sink.refused = {dead.email}
    tell(first, dead, last)
    assert outbox.send_due_mail() == 2
    assert states("attempts", "fault") == [(State.SENT, 1, ""), (State.FAILED, 1, Fault.ADDRESS), (State.SENT, 1, "")]
    assert sink.received == {first.email: 1, last.email: 1}
    assert MailServer.objects.get().failing_since is None


def test_a_text_refused_for_good_fails_at_once(sink):
    sink.answers["DATA"] = ["554 no"]
    tell(UserFactory())
    outbox.send_due_mail()
    assert states("attempts", "fault") == [(State.FAILED, 1, Fault.REFUSED)]


def test_a_line_that_breaks_in_the_text_is_tried_again_with_the_same_message_id(sink, at_work):
    sink.answers["DATA"] = ["hang up"]
    tell(UserFactory())
    assert outbox.send_due_mail() == 0
    assert states("attempts", "fault") == [(State.QUEUED, 1, Fault.STOPPED)]
    with later(at_work, seconds=10):
        assert outbox.send_due_mail() == 1
    assert sink.identifiers == {f"<{OutgoingMail.objects.get().uuid}@parkour>": 1}


def test_a_server_that_closes_is_not_the_fault_of_a_mail(sink, at_work):
    sink.answers["MAIL"] = ["421 closing"]
    tell(UserFactory(), UserFactory())
    assert outbox.send_due_mail() == 0
    assert set(states()) == {State.QUEUED}
    assert MailServer.objects.get().retry_at == at_work + timedelta(seconds=10)
    with later(at_work, seconds=10):
        assert outbox.send_due_mail() == 2


@pytest.fixture
def no_server(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()


def rounds(at_work, hours):
    """A round every five minutes for so many hours; how many mails left."""
    sent = 0
    for minute in range(0, hours * 60, 5):
        with clock.at(at_work.replace(hour=8) + timedelta(minutes=minute)):
            sent += outbox.send_due_mail()
    return sent


def test_a_server_that_is_away_for_a_day_loses_nothing_and_costs_no_attempt(no_server, at_work):
    tell(*UserFactory.create_batch(3))
    assert rounds(at_work, hours=11) == 0
    assert set(states("attempts")) == {(State.QUEUED, 0)}
    assert MailServer.objects.get().failures < 30  # one try every half hour


def test_a_wrong_password_for_a_day_alerts_and_loses_nothing(sink, settings, at_work, signed_in):
    officer, admin = UserFactory(officer=True), UserFactory(admin=True)
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "parkour", "wrong"
    sink.password = "right"
    people = UserFactory.create_batch(30)
    tell(*people)
    assert rounds(at_work, hours=11) == 0
    with clock.at(at_work.replace(hour=19)):
        assert set(states("attempts")) == {(State.QUEUED, 0)}
        for keeper in (officer, admin):
            trouble = signed_in(keeper).get("/").context["mail_trouble"]
            assert (trouble.server.fault, trouble.waiting, trouble.undelivered) == (Fault.PASSWORD, 30, 0)
            told = keeper.notifications.get(kind="desk_mail_server")
            assert told.url == reverse("notifications:undelivered")
        assert signed_in(people[0]).get("/").context["mail_trouble"] is None
    settings.EMAIL_HOST_PASSWORD = "right"
    settings.PARKOUR_MAILS_PER_MINUTE = 10
    morning = at_work.replace(day=18, hour=9)
    departures = []
    for minute in range(4):
        with later(morning, minutes=minute, seconds=minute):
            departures.append(outbox.send_due_mail())
    assert departures == [10, 10, 10, 0]
    assert sink.received == {person.email: 1 for person in people}
    with later(morning, minutes=5):
        assert signed_in(officer).get("/").context["mail_trouble"] is None


def test_an_outage_of_a_moment_alarms_nobody(no_server, at_work, signed_in):
    officer = UserFactory(officer=True)
    tell(UserFactory())
    outbox.send_due_mail()
    with clock.at(at_work + ALERT_AFTER - timedelta(seconds=1)):
        outbox.send_due_mail()
        assert signed_in(officer).get("/").context["mail_trouble"] is None
    assert Notification.objects.filter(kind="desk_mail_server").count() == 0


def test_an_alert_does_not_outlive_its_cause_when_nothing_waits(no_server, settings, sink, at_work):
    settings.EMAIL_PORT = free_port()
    tell(UserFactory())
    outbox.send_due_mail()
    OutgoingMail.objects.all().delete()
    settings.EMAIL_PORT = sink.port
    with later(at_work, seconds=10):
        outbox.send_due_mail()
    assert MailServer.objects.get().failing_since is None


def test_planted_fault_counting_an_outage_against_the_mails_loses_them(no_server, at_work, monkeypatch):
    """Proves that a day without a server could lose mails: read as the fault of each mail, it does."""
    monkeypatch.setattr(outbox, "note_trouble", lambda trouble, error: None)
    monkeypatch.setattr(outbox, "_opens", lambda connection: True)
    real = outbox.deliver

    def blame_the_mail(row, connection):
        outbox._put_back(row, Trouble(Fault.BUSY), OSError())
        return real and False

    monkeypatch.setattr(outbox, "deliver", blame_the_mail)
    tell(UserFactory())
    rounds(at_work, hours=11)
    assert states() == [State.FAILED]


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (smtplib.SMTPRecipientsRefused({"a@b.c": (550, b"no")}), Trouble(Fault.ADDRESS, permanent=True)),
        (smtplib.SMTPRecipientsRefused({"a@b.c": (452, b"full")}), Trouble(Fault.BUSY)),
        (smtplib.SMTPDataError(451, b"later"), Trouble(Fault.BUSY)),
        (smtplib.SMTPDataError(554, b"spam"), Trouble(Fault.REFUSED, permanent=True)),
        (smtplib.SMTPDataError(421, b"closing"), Trouble(Fault.UNREACHABLE, server=True)),
        (smtplib.SMTPSenderRefused(550, b"who?", "p@b.c"), Trouble(Fault.SENDER, server=True)),
        (smtplib.SMTPSenderRefused(530, b"sign in", "p@b.c"), Trouble(Fault.PASSWORD, server=True)),
        (smtplib.SMTPSenderRefused(552, b"too big", "p@b.c"), Trouble(Fault.REFUSED, permanent=True)),
        (smtplib.SMTPServerDisconnected("gone"), Trouble(Fault.STOPPED, server=True)),
        (smtplib.SMTPNotSupportedError("utf-8"), Trouble(Fault.ADDRESS, permanent=True)),
        (TimeoutError("silent"), Trouble(Fault.STOPPED, server=True)),
        (ValueError("header"), Trouble(Fault.REFUSED, permanent=True)),
        (RuntimeError("service"), Trouble(Fault.REFUSED)),
    ],
)
def test_what_an_answer_means(error, trouble):
    assert read_refusal(error) == trouble


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (smtplib.SMTPAuthenticationError(535, b"no"), Fault.PASSWORD),
        (socket.gaierror("unknown host"), Fault.UNREACHABLE),
        (ConnectionRefusedError(), Fault.UNREACHABLE),
        (smtplib.SMTPConnectError(421, b"busy"), Fault.UNREACHABLE),
    ],
)
def test_why_no_conversation_began(error, fault):
    assert read_opening(error) == faults.Trouble(fault, server=True)


NAMES = [
    ("Éléonore", "d'Ânières-Çödé"),
    ("Jean, Luc", 'dit "Lulu"'),
    ("日本", "山田 <x@y.z>"),
    ("é" * 80, "à" * 80),
    ("a" * 80, "b" * 80),
    ("=?utf-8?q?bad", "(RH)"),
]


@pytest.mark.parametrize(("first", "last"), NAMES)
def test_any_name_makes_a_valid_mail_for_one_person(sink, first, last):
    person = UserFactory(first_name=first, last_name=last)
    tell(person, title="Réponse, « l'idée » : où en est-on ? " + "é" * 150)
    assert outbox.send_due_mail() == 1
    message = sink.mails[0]
    assert sink.received == {person.email: 1}
    assert [address.addr_spec for address in message["To"].addresses] == [person.email]
    raw = sink.messages[0][1]
    assert max(len(line) for line in raw.splitlines()) <= 998
    assert raw.partition(b"\r\n\r\n")[0].isascii()
    assert "Réponse, « l'idée » : où en est-on ?" in str(message["Subject"])


def test_a_person_without_a_last_name_gets_a_valid_mail(sink):
    person = UserFactory(first_name="Zoé", last_name="")
    tell(person)
    outbox.send_due_mail()
    assert sink.mails[0]["To"].addresses[0].display_name == "Zoé"
