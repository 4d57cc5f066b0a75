"""Mails about an account leave by the outbox: at once, to everybody who is still here, and to nobody else."""

import pytest
from django.core import mail
from django.urls import reverse

from parkour.accounts.links import answer_requests
from parkour.core import clock
from parkour.notifications import outbox
from parkour.notifications.models import OutgoingMail, Rhythm
from tests.factories import UserFactory
from tests.notifications.servers import free_port
from tests.notifications.telling import State, states, wants

pytestmark = pytest.mark.django_db


def forget(client, email):
    """The page is asked, and the worker answers."""
    answer = client.post(reverse("account_reset_password"), {"email": email})
    answer_requests()
    return answer


def test_a_new_password_comes_at_night_and_to_who_wants_no_mail(client, at_work):
    person = UserFactory(locale="en")
    wants(person, rhythm=Rhythm.NONE)
    with clock.at(at_work.replace(hour=23)):
        forget(client, person.email)
        assert outbox.send_due_mail() == 1
    message = mail.outbox[0]
    assert message.subject == "Choose a new password"
    assert message.body.startswith(f"Hello {person.first_name},")
    assert "/reset/key/" in message.body and "/reset/key/" in message.alternatives[0].content
    assert message.message()["List-Unsubscribe"] is None and "unsubscribe" not in message.body


def test_a_mail_server_that_is_away_changes_nothing_on_the_page(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    known, unknown = forget(client, UserFactory().email), forget(client, "personne@parkour.example")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert states() == [State.QUEUED]


def test_strangers_and_people_who_left_get_no_mail(client):
    forget(client, UserFactory(is_active=False).email)
    forget(client, "personne@parkour.example")
    assert OutgoingMail.objects.count() == 0
