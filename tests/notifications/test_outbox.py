"""Claiming and sending: once each, whoever works beside, whatever fails."""

import re
import threading
from datetime import timedelta

import pytest
from django.conf import settings as configuration
from django.core import mail
from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone

from parkour.accounts.models import User
from parkour.core import clock
from parkour.notifications import outbox, tasks
from parkour.notifications.models import Fault, Notification, OutgoingMail
from parkour.notifications.services import Letter, notify
from tests.factories import UserFactory
from tests.notifications.servers import in_threads
from tests.notifications.telling import State, states, tell, wants
from tests.waiting import PATIENCE

pytestmark = pytest.mark.django_db
racing = pytest.mark.django_db(transaction=True)


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


def test_a_sent_mail_is_dated_and_never_sent_again(at_work):
    tell(UserFactory())
    assert (outbox.send_due_mail(), outbox.send_due_mail()) == (1, 0)
    row = OutgoingMail.objects.get()
    assert (row.state, row.attempts, row.sent_at, len(mail.outbox)) == (State.SENT, 1, at_work, 1)
    assert mail.outbox[0].extra_headers["Message-ID"] == f"<{row.uuid}@parkour>"


def test_a_task_delivered_five_times_sends_one_mail():
    tell(UserFactory())
    for _delivery in range(5):
        tasks.send_outbox()
    assert len(mail.outbox) == 1


def test_a_mail_waits_for_its_hour(at_work):
    tell(UserFactory(), not_before=at_work + timedelta(hours=2))
    assert outbox.send_due_mail() == 0
    assert states() == [State.QUEUED]
    with clock.at(at_work + timedelta(hours=2)):
        assert outbox.send_due_mail() == 1


def test_what_cannot_wait_leaves_before_what_can():
    tell(UserFactory(), key="first")
    tell(UserFactory(), key="urgent", kind="author_submit")
    outbox.send_due_mail()
    urgent = OutgoingMail.objects.get(kind="author_submit")
    assert mail.outbox[0].extra_headers["Message-ID"] == f"<{urgent.uuid}@parkour>"


def test_a_mail_claimed_by_a_dead_worker_is_taken_again(at_work):
    tell(UserFactory())
    outbox.claim_next()
    assert outbox.send_due_mail() == 0
    with clock.at(at_work + outbox.STUCK_AFTER + timedelta(seconds=1)):
        assert outbox.send_due_mail() == 1


def test_a_mail_that_stops_its_worker_is_given_up_after_six_attempts(at_work):
    tell(UserFactory(), UserFactory())
    stuck, fresh = outbox.claim_next(), outbox.claim_next()
    OutgoingMail.objects.filter(pk=stuck.pk).update(attempts=outbox.MAX_ATTEMPTS)
    with clock.at(at_work + outbox.STUCK_AFTER + timedelta(seconds=1)):
        assert outbox.send_due_mail() == 1
    stuck.refresh_from_db()
    fresh.refresh_from_db()
    assert (stuck.state, stuck.attempts, stuck.fault) == (State.FAILED, outbox.MAX_ATTEMPTS, Fault.STOPPED)
    assert (fresh.state, fresh.attempts) == (State.SENT, 2)


def test_a_mail_on_its_last_attempt_is_not_given_up_while_it_is_being_sent():
    tell(UserFactory())
    OutgoingMail.objects.update(attempts=outbox.MAX_ATTEMPTS - 1)
    outbox.claim_next()
    assert outbox.claim_next() is None
    assert states() == [State.INFLIGHT]


def test_a_claim_outlives_the_longest_task_and_a_round_ends_before_it():
    assert timedelta(seconds=configuration.CELERY_TASK_TIME_LIMIT) < outbox.STUCK_AFTER
    steps = 8  # connect, greet, secure, greet, sign in, from, to, text
    worst = outbox.ROUND_SECONDS + steps * configuration.EMAIL_TIMEOUT
    assert worst < configuration.CELERY_TASK_SOFT_TIME_LIMIT


def test_a_round_that_has_no_time_sends_nothing_and_says_that_more_is_due():
    tell(UserFactory())
    assert outbox.send_due_mail(seconds=0) == 0
    assert outbox.more_is_due()
    outbox.send_due_mail()
    assert not outbox.more_is_due()


def test_a_title_cannot_write_headers():
    notify(
        [UserFactory()],
        kind="author_message",
        event_key="e",
        url="",
        compose=lambda person: Letter("Bonjour\r\nBcc: tous@parkour.example", "Texte."),
    )
    outbox.send_due_mail()
    message = mail.outbox[0].message()
    assert message["Bcc"] is None
    assert len(mail.outbox[0].recipients()) == 1


def test_a_title_keeps_the_spaces_that_must_not_break():
    title = "Une question sur «\u00a0Le carnet\u00a0», avant 18\u202fh\u00a0?"
    notify([UserFactory()], kind="author_test", event_key="e", compose=lambda person: Letter(f" {title}\n", "Texte."))
    assert Notification.objects.get().title == OutgoingMail.objects.get().subject == title


def test_a_mail_has_a_text_and_a_formatted_part_for_both_themes_and_loads_nothing():
    tell(UserFactory(), title="<b>Attention</b>")
    outbox.send_due_mail()
    message = mail.outbox[0]
    html = message.alternatives[0].content
    assert [part.get_content_type() for part in message.message().walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert 'name="color-scheme" content="light dark"' in html and "prefers-color-scheme: dark" in html
    assert "&lt;b&gt;Attention" in html and "<b>Attention</b>" not in html
    assert not re.search(r"\bsrc=|url\(|@import|<script|<link", html)


def test_people_who_left_are_not_told():
    assert tell(UserFactory(is_active=False)) == 0
    assert Notification.objects.count() == 0


def test_somebody_who_left_meanwhile_is_not_told_even_when_the_caller_does_not_know():
    person = UserFactory()
    type(person).objects.filter(pk=person.pk).update(is_active=False)
    assert tell(person) == 0


def test_a_mail_to_somebody_who_left_after_it_was_written_does_not_leave():
    person, other = UserFactory(), UserFactory()
    tell(person, other)
    type(person).objects.filter(pk=person.pk).update(is_active=False)
    assert outbox.send_due_mail() == 1
    assert states("fault") == [(State.DROPPED, Fault.LEFT), (State.SENT, "")]
    assert mail.outbox[0].recipients()[0].endswith(f"<{other.email}>")


def test_a_mail_goes_to_the_address_the_person_has_when_it_leaves():
    person = UserFactory()
    tell(person)
    type(person).objects.filter(pk=person.pk).update(email="corrigee@parkour.example")
    outbox.send_due_mail()
    assert mail.outbox[0].recipients()[0].endswith("<corrigee@parkour.example>")


def test_a_mail_whose_hour_becomes_quiet_before_it_leaves_waits_for_the_morning(at_work):
    tell(UserFactory())
    with clock.at(at_work.replace(hour=20)):  # nobody worked all day
        assert outbox.send_due_mail() == 0
    assert states("not_before") == [(State.QUEUED, at_work.replace(day=18, hour=7, minute=30))]


def test_planted_fault_without_the_look_at_the_hour_the_same_mail_leaves_at_night(at_work, monkeypatch):
    monkeypatch.setattr(outbox, "first_moment", lambda moment, quiet: moment)
    tell(UserFactory())
    with clock.at(at_work.replace(hour=20)):
        assert outbox.send_due_mail() == 1


def test_telling_many_people_costs_as_many_queries_as_telling_one(count_queries):
    alone = UserFactory()
    one = count_queries(lambda: tell(alone, key="one"))
    many = UserFactory.create_batch(3)
    wants(many[0], quiet=False)
    assert count_queries(lambda: tell(*many, key="many")) == one


def a_thousand_mails():
    """Rows as `notify` writes them, without composing each."""
    tell(UserFactory())
    first = OutgoingMail.objects.get()
    people = [User(email=f"bulk{number}@parkour.example", first_name="Bulk") for number in range(999)]
    columns = {"kind": first.kind, "subject": first.subject, "body_text": first.body_text, "bundle": first.bundle}
    dates = {"not_before": first.not_before, "created_at": first.created_at}
    OutgoingMail.objects.bulk_create(
        OutgoingMail(recipient=person, to_address=person.email, **columns, **dates)
        for person in User.objects.bulk_create(people)
    )


@racing
def test_two_workers_claim_a_thousand_mails_once_each_and_skip_none():
    a_thousand_mails()
    first, second = in_threads(*[lambda: [row.pk for row in iter(outbox.claim_next, None)]] * 2)
    assert sorted(first + second) == list(OutgoingMail.objects.order_by("pk").values_list("pk", flat=True))
    assert len(first + second) == 1000 and min(len(first), len(second)) > 0
    assert set(states("attempts")) == {(State.INFLIGHT, 1)}


@racing
def test_three_workers_send_each_mail_once_through_a_real_server(sink):
    people = UserFactory.create_batch(60)
    tell(*people)
    sent = in_threads(*[outbox.send_due_mail] * 3)
    assert sum(sent) == 60
    assert sink.received == {person.email: 1 for person in people}
    assert set(states("attempts")) == {(State.SENT, 1)}


@racing
def test_planted_fault_without_the_lock_the_same_race_sends_mails_twice(sink, monkeypatch):
    """Proves that the test above can fail: workers that only read what is due send it again."""
    both_have_read, both_have_claimed = threading.Barrier(2), threading.Barrier(2)
    take = OutgoingMail.objects.select_related("recipient__site", "recipient__mail_preference")

    def read_at_the_same_time(row):
        both_have_read.wait(timeout=PATIENCE)
        return False

    monkeypatch.setattr(outbox, "_free", take.all)
    monkeypatch.setattr(outbox, "_held_back", read_at_the_same_time)
    person = UserFactory()
    tell(person)

    def claim_and_deliver():
        row = outbox.claim_next()
        both_have_claimed.wait(timeout=PATIENCE)  # the database refuses to claim what is sent already
        with get_connection() as connection:
            return outbox.deliver(row, connection)

    assert in_threads(claim_and_deliver, claim_and_deliver) == [True, True]
    assert sink.received == {person.email: 2}


def test_the_clock_of_the_services_dates_the_rows():
    moment = timezone.now() - timedelta(days=40)
    with clock.at(moment):
        tell(UserFactory())
    assert Notification.objects.get().created_at == moment
