import socket
import threading
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.db import connections, transaction
from django.utils import timezone

from parkour.core import clock
from parkour.notifications import outbox
from parkour.notifications.models import Notification, OutgoingMail
from parkour.notifications.services import Letter, notify
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
State = OutgoingMail.State


def tell(*people, key="event:1", **options):
    return notify(
        people,
        kind="test",
        event_key=key,
        compose=lambda person: Letter("Une réponse", "Bonjour.", "Voir"),
        url="/inbox/",
        **options,
    )


def test_the_same_event_is_told_once_per_person():
    person, other = UserFactory(), UserFactory()
    assert tell(person) == 1
    assert tell(person, other) == 1
    assert OutgoingMail.objects.count() == 2


def test_a_mail_is_written_in_the_language_of_its_reader():
    french, english = UserFactory(locale="fr"), UserFactory(locale="en")
    tell(french, english)
    bodies = dict(OutgoingMail.objects.values_list("to_address", "body_text"))
    assert bodies[french.email].startswith("Bonjour ")
    assert bodies[english.email].startswith("Hello ")


def test_a_rollback_sends_nothing():
    with pytest.raises(RuntimeError), transaction.atomic():
        tell(UserFactory())
        raise RuntimeError
    assert outbox.send_due_mail() == 0
    assert mail.outbox == []


def test_a_sent_mail_is_dated_and_never_sent_again():
    tell(UserFactory())
    assert (outbox.send_due_mail(), outbox.send_due_mail()) == (1, 0)
    row = OutgoingMail.objects.get()
    assert (row.state, row.attempts, len(mail.outbox)) == (State.SENT, 1, 1)
    assert mail.outbox[0].extra_headers["Message-ID"] == f"<{row.uuid}@parkour>"


def test_a_mail_waits_for_its_hour():
    tell(UserFactory(), not_before=timezone.now() + timedelta(hours=2))
    assert outbox.send_due_mail() == 0
    assert OutgoingMail.objects.get().state == State.QUEUED


def test_a_refusing_server_keeps_the_mail_and_gives_up_after_six_attempts(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nothing listens there
    tell(UserFactory())
    assert outbox.send_due_mail() == 0
    row = OutgoingMail.objects.get()
    assert (row.state, row.attempts) == (State.QUEUED, 1)
    assert row.not_before > timezone.now()
    assert row.last_error
    OutgoingMail.objects.update(attempts=outbox.MAX_ATTEMPTS - 1, not_before=timezone.now())
    outbox.send_due_mail()
    assert OutgoingMail.objects.get().state == State.FAILED


def test_a_mail_claimed_by_a_dead_worker_is_taken_again():
    tell(UserFactory())
    outbox.claim_batch()
    assert outbox.send_due_mail() == 0
    OutgoingMail.objects.update(claimed_at=timezone.now() - outbox.STUCK_AFTER - timedelta(seconds=1))
    assert outbox.send_due_mail() == 1


def test_a_mail_that_stops_its_worker_is_given_up_after_six_attempts():
    tell(UserFactory(), UserFactory())
    outbox.claim_batch()
    stuck, fresh = OutgoingMail.objects.order_by("pk")
    long_ago = timezone.now() - outbox.STUCK_AFTER - timedelta(seconds=1)
    OutgoingMail.objects.update(claimed_at=long_ago)
    OutgoingMail.objects.filter(pk=stuck.pk).update(attempts=outbox.MAX_ATTEMPTS)
    assert outbox.send_due_mail() == 1
    stuck.refresh_from_db()
    fresh.refresh_from_db()
    assert (stuck.state, stuck.attempts, bool(stuck.last_error)) == (State.FAILED, outbox.MAX_ATTEMPTS, True)
    assert (fresh.state, fresh.attempts) == (State.SENT, 2)


def test_a_mail_on_its_last_attempt_is_not_given_up_while_it_is_being_sent():
    tell(UserFactory())
    OutgoingMail.objects.update(attempts=outbox.MAX_ATTEMPTS - 1)
    outbox.claim_batch()
    assert outbox.claim_batch() == []
    assert OutgoingMail.objects.get().state == State.INFLIGHT


def test_a_batch_ends_before_its_mails_are_taken_for_stuck(settings):
    assert timedelta(seconds=outbox.BATCH * settings.EMAIL_TIMEOUT) < outbox.STUCK_AFTER / 2


def test_a_title_cannot_write_headers():
    notify(
        [UserFactory()],
        kind="test",
        event_key="e",
        url="",
        compose=lambda person: Letter("Bonjour\r\nBcc: tous@parkour.example", "Texte."),
    )
    outbox.send_due_mail()
    message = mail.outbox[0].message()
    assert message["Bcc"] is None
    assert mail.outbox[0].recipients() == [OutgoingMail.objects.get().to_address]


def test_a_title_keeps_the_spaces_that_must_not_break():
    title = "Une question sur «\u00a0Le carnet\u00a0», avant 18\u202fh\u00a0?"
    notify([UserFactory()], kind="test", event_key="e", compose=lambda person: Letter(f" {title}\n", "Texte."))
    assert Notification.objects.get().title == OutgoingMail.objects.get().subject == title


def test_people_who_left_are_not_told():
    assert tell(UserFactory(is_active=False)) == 0
    assert Notification.objects.count() == 0


class Sink:
    """A mail server that keeps what it is given."""

    def __init__(self):
        self.messages = []

    async def handle_DATA(self, server, session, envelope):
        self.messages.append((tuple(envelope.rcpt_tos), envelope.content))
        return "250 kept"


@pytest.fixture
def sink(settings, unused_tcp_port):
    handler = Sink()
    server = Controller(handler, hostname="127.0.0.1", port=unused_tcp_port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", unused_tcp_port
    yield handler
    server.stop()


@pytest.fixture
def unused_tcp_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def send_in_threads(count):
    barrier = threading.Barrier(count)

    def work():
        barrier.wait()
        try:
            outbox.send_due_mail()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_mail_once_through_a_real_server(sink):
    people = UserFactory.create_batch(60)
    tell(*people)
    send_in_threads(3)
    assert sorted(to for to, _content in sink.messages) == sorted((person.email,) for person in people)
    assert set(OutgoingMail.objects.values_list("state", "attempts")) == {(State.SENT, 1)}


@pytest.mark.django_db(transaction=True)
def test_planted_fault_without_the_claim_the_same_race_sends_mails_twice(sink, monkeypatch):
    """Proves that the test above can fail: workers that only read what is due send it again."""

    def read_without_claiming(size=60):
        rows = list(OutgoingMail.objects.filter(state=State.QUEUED, not_before__lte=timezone.now())[:size])
        gate.wait(timeout=10)
        return rows

    gate = threading.Barrier(2)
    monkeypatch.setattr(outbox, "claim_batch", read_without_claiming)
    tell(*UserFactory.create_batch(10))

    def one_pass():
        return sum(outbox.deliver(row, outbox.get_connection()) for row in outbox.claim_batch())

    monkeypatch.setattr(outbox, "send_due_mail", one_pass)
    send_in_threads(2)
    assert len(sink.messages) == 20


def test_the_clock_of_the_services_dates_the_rows():
    moment = timezone.now() - timedelta(days=40)
    with clock.at(moment):
        tell(UserFactory())
    assert Notification.objects.get().created_at == moment
