"""A wake-up may be refused or lost: what was written stays, and the sweeper does the work."""

import uuid

import pytest
from celery import current_app
from django.db import transaction
from django.urls import reverse
from kombu import Connection
from kombu.exceptions import OperationalError

from ideas.models import Idea, UntoldEvent
from ideas.services.comparing import COMPARE_TASK
from ideas.services.telling import TELL_TASK, tell_untold
from parkour.core import wake
from parkour.notifications.models import OutgoingMail
from parkour.notifications.services import SEND_TASK, Letter, notify
from tests.factories import UserFactory
from tests.product import Product
from tests.waiting import wait_until

State = OutgoingMail.State


@pytest.fixture
def broker_down(settings, monkeypatch):
    """Wake-ups are sent, to an address where no broker listens."""
    settings.WAKE_TASKS = True
    send = current_app.send_task
    refused = []

    def send_to_nobody(name, **options):
        refused.append(name)
        with Connection("redis://127.0.0.1:1/0", transport_options={"socket_connect_timeout": 1}) as nobody:
            return send(name, connection=nobody, **options)

    monkeypatch.setattr(current_app, "send_task", send_to_nobody)
    return refused


def submit(client):
    return client.post(
        reverse("ideas:submit"),
        {
            "client_uuid": str(uuid.uuid4()),
            "problem_text": "Deux heures de route entre deux clientes de la même rue.",
            "change_text": "",
            "speaker": "me",
        },
    )


@pytest.mark.django_db(transaction=True)
def test_with_the_broker_down_an_idea_is_saved_and_its_mail_waits(signed_in, broker_down, caplog):
    author = UserFactory()
    answer = submit(signed_in(author))
    idea = Idea.objects.get()
    assert (answer.status_code, answer.url) == (303, reverse("ideas:receipt", args=[idea.reference]))
    assert UntoldEvent.objects.get().event.idea == idea
    assert set(broker_down) == {TELL_TASK, COMPARE_TASK}
    assert f"could not wake {TELL_TASK}" in caplog.messages
    tell_untold()  # the sweeper
    mail = OutgoingMail.objects.get(to_address=author.email)
    assert (mail.state, mail.attempts) == (State.QUEUED, 0)


@pytest.mark.django_db(transaction=True)
def test_planted_fault_a_wake_up_that_may_fail_the_request_does_so(signed_in, broker_down, monkeypatch):
    class Fragile:
        @staticmethod
        def on_commit(call, robust):
            transaction.on_commit(call)

    monkeypatch.setattr(wake, "transaction", Fragile)
    monkeypatch.setattr(wake, "_send", lambda name: current_app.send_task(name, ignore_result=True, retry=False))
    with pytest.raises(OperationalError):
        submit(signed_in(UserFactory()))


@pytest.mark.django_db(transaction=True)
def test_nobody_is_woken_for_what_was_rolled_back(broker_down):
    with pytest.raises(RuntimeError), transaction.atomic():
        wake.wake(SEND_TASK)
        raise RuntimeError
    assert broker_down == []
    wake.wake(SEND_TASK)
    assert broker_down == [SEND_TASK]


@pytest.fixture
def product(transactional_db, tmp_path):
    """Where every wake-up is lost, and the sweeper comes often."""
    running = Product(tmp_path, PARKOUR_WAKE_TASKS="0", PARKOUR_SWEEP_SECONDS="4")
    yield running
    running.stop()


def worker_answers():
    with current_app.connection_for_write() as connection:
        return current_app.control.ping(timeout=2, connection=connection)


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_a_mail_whose_wake_up_was_lost_leaves_by_the_sweeper(product):
    person = UserFactory()
    notify([person], kind="author_submit", event_key="e", compose=lambda _person: Letter("Une réponse", "Bonjour."))
    product.start_worker()
    wait_until(worker_answers)
    # The worker is there and nobody told it: without the sweeper the mail would stay.
    assert OutgoingMail.objects.get().state == State.QUEUED
    product.start_beat()
    wait_until(lambda: OutgoingMail.objects.get().state == State.SENT, product.logs)
    (written,) = (product.folder / "mail").glob("*.log")
    assert f"<{person.email}>" in written.read_text()
