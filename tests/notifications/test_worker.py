"""Workers, Valkey and whole processes are killed: no mail is lost, none that was accepted leaves again."""

import signal
import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from parkour.celery import app
from parkour.embedded.valkey import ValkeyServer
from parkour.notifications import outbox
from parkour.notifications.models import OutgoingMail
from parkour.notifications.services import SEND_TASK
from tests.factories import UserFactory
from tests.notifications.running import Worker, run, wait_until
from tests.notifications.telling import State, states, tell

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]
WAKE = f"from parkour.celery import app; app.send_task({SEND_TASK!r})"
# A process that tells somebody and dies between the commit and the wake-up; `late` dies before the commit.
TELL = """
import os, signal
from django.db import transaction
from parkour.accounts.models import User
from parkour.notifications.services import Letter, notify
die = lambda: os.kill(os.getpid(), signal.SIGKILL)
with transaction.atomic():
    transaction.on_commit(die)
    notify(User.objects.all(), kind="author_submit", event_key="crash", url="/inbox/",
           compose=lambda person: Letter("Bien reçu", "Merci."))
    {before_commit}
"""


@pytest.fixture
def workers(tmp_path, sink):
    """`workers(...)` starts one; all that still live are killed at the end."""
    started = []

    def start(**options):
        started.append(Worker(tmp_path, sink.port, **options))
        return started[-1]

    yield start
    for worker in started:
        worker.stop()


def wake():
    """A worker of this run is asked to send what is due."""
    with app.connection_for_write() as connection:
        app.send_task(SEND_TASK, connection=connection)


def told(*people, **options):
    """Receipts: they leave whatever the hour at which these tests run."""
    return tell(*people, kind="author_submit", **options)


def all_sent():
    return set(states()) == {State.SENT}


def test_a_crash_between_commit_and_wake_up_is_found_by_the_sweeper(workers, sink, tmp_path):
    person = UserFactory()
    assert run(TELL.format(before_commit=""), tmp_path, sink.port) == -signal.SIGKILL
    assert states() == [State.QUEUED]  # committed, nobody woken
    workers(beat=True)
    wait_until(all_sent, "the sweeper finds the row at its first round")
    assert sink.received == {person.email: 1}


def test_a_crash_before_the_commit_leaves_no_mail(sink, tmp_path):
    UserFactory()
    assert run(TELL.format(before_commit="die()"), tmp_path, sink.port) == -signal.SIGKILL
    assert states() == []


def aged():
    """The claims of the dead worker grow old, as fifteen minutes would make them."""
    old = timezone.now() - outbox.STUCK_AFTER - timedelta(seconds=1)
    OutgoingMail.objects.filter(state=State.INFLIGHT).update(claimed_at=old)


def killed_in_the_middle(workers, sink, people):
    """A worker dies by SIGKILL while the server, which has taken its first mail, has not said so yet."""
    told(*UserFactory.create_batch(people))
    sink.gate = threading.Event()
    worker = workers()
    wake()
    wait_until(sink.heard.is_set, "the worker hands over its first mail")
    worker.kill()
    sink.gate.set()
    sink.gate = None


def test_a_killed_worker_holds_back_one_mail_which_leaves_again_under_the_same_name_after_all_others(workers, sink):
    """The server had taken it, the row could not say so: it is sent again, and its Message-ID tells that it is one."""
    killed_in_the_middle(workers, sink, people=20)
    assert sorted(states()) == [State.INFLIGHT] + [State.QUEUED] * 19
    workers()
    wake()
    wait_until(lambda: states().count(State.SENT) == 19, "the others leave at once")
    assert len(sink.messages) == 20 and set(sink.received.values()) == {1}
    aged()
    wake()
    wait_until(all_sent, "the claim of the dead worker is taken over")
    assert set(sink.received) == set(OutgoingMail.objects.values_list("to_address", flat=True))
    assert sorted(sink.identifiers.values()) == [1] * 19 + [2]


def test_planted_fault_a_claim_that_is_never_taken_over_loses_the_mail(workers, sink, monkeypatch):
    killed_in_the_middle(workers, sink, people=3)
    aged()
    monkeypatch.setattr(outbox, "_stuck", lambda: outbox.Q(pk=None))
    outbox.send_due_mail()
    assert sorted(states()) == [State.INFLIGHT, State.SENT, State.SENT]


def test_the_same_task_five_times_to_two_workers_sends_each_mail_once(workers, sink):
    told(*UserFactory.create_batch(30))
    for _time in range(5):
        wake()
    workers()
    workers()
    wait_until(all_sent, "two workers empty the outbox")
    assert set(sink.received.values()) == {1} and len(sink.messages) == 30


@pytest.fixture
def valkey(tmp_path):
    server = ValkeyServer(tmp_path / "broker", durable=True)
    server.start()
    yield server
    server.stop()


def test_valkey_dies_and_comes_back_and_no_mail_is_lost_or_doubled(workers, sink, tmp_path, valkey):
    UserFactory()
    broker = {"REDIS_URL": valkey.url}
    workers(**broker)
    told(*UserFactory.create_batch(5), key="before")
    run(WAKE, tmp_path, sink.port, **broker)
    wait_until(all_sent, "the worker works")
    valkey.child.kill()
    valkey.child.wait()
    tell_without_broker = TELL.replace("transaction.on_commit(die)", "pass").format(before_commit="")
    assert run(tell_without_broker, tmp_path, sink.port, **broker) == 0  # the event is kept, the wake-up is lost
    assert states().count(State.QUEUED) == 6
    valkey.restart()
    wait_until(lambda: run(WAKE, tmp_path, sink.port, **broker) == 0, "the broker answers again")
    wait_until(all_sent, "the same worker finds the broker and the rows")
    assert len(sink.messages) == 11 and set(sink.identifiers.values()) == {1}


def test_a_mail_server_that_dies_and_comes_back_gets_every_mail_once(workers, sink, tmp_path):
    told(*UserFactory.create_batch(20))
    sink.stop()
    workers()
    wake()
    from_server = "parkour.notifications.mail_server"
    failing = f"from {from_server} import current_server; import sys; sys.exit(current_server().failures)"
    wait_until(lambda: run(failing, tmp_path, sink.port) == 1, "the worker meets a closed door")
    assert set(states("attempts")) == {(State.QUEUED, 0)}
    sink.start()
    run(f"from {from_server} import try_now; try_now()\n{WAKE}", tmp_path, sink.port)
    wait_until(all_sent, "the mails leave when the door is open")
    assert set(sink.received.values()) == {1} and len(sink.messages) == 20
