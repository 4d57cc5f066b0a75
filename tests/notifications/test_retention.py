"""The texts of mails are erased after a while; the numbers stay."""

from datetime import timedelta

import pytest
from django.urls import reverse

from parkour.accounts.links import answer_requests
from parkour.core import clock
from parkour.notifications import outbox
from parkour.notifications.models import Fault, OutgoingMail
from parkour.notifications.retention import purge_old_mail
from parkour.notifications.selectors import mail_numbers
from tests.factories import UserFactory
from tests.notifications.telling import State, states, tell

pytestmark = pytest.mark.django_db
TEXTS = ("to_address", "subject", "body_text", "body_html", "last_error")


def after(at_work, **duration):
    return clock.at(at_work + timedelta(**duration))


def test_old_texts_are_erased_and_the_counters_stay(settings, at_work):
    settings.PARKOUR_MAIL_RETENTION_DAYS = 30
    tell(*UserFactory.create_batch(3))
    outbox.send_due_mail()
    before = mail_numbers().sent_this_week
    with after(at_work, days=29):
        assert purge_old_mail() == 0
    with after(at_work, days=31):
        assert (purge_old_mail(), purge_old_mail()) == (3, 0)
    assert mail_numbers().sent_this_week == before == 3
    assert set(OutgoingMail.objects.values_list(*TEXTS)) == {("", "", "", "", "")}
    assert set(states("kind")) == {(State.SENT, "author_message")}


def test_a_mail_that_waits_keeps_its_text_and_one_that_failed_is_given_up_with_it(at_work):
    tell(UserFactory(), UserFactory())
    OutgoingMail.objects.filter(pk=OutgoingMail.objects.first().pk).update(state=State.FAILED, fault=Fault.REFUSED)
    with after(at_work, days=91):
        assert purge_old_mail() == 1
    assert sorted(states("fault")) == [(State.DROPPED, Fault.TOO_OLD), (State.QUEUED, "")]
    assert OutgoingMail.objects.get(state=State.QUEUED).body_text


def test_the_link_to_a_new_password_is_erased_an_hour_after_it_left(client, at_work):
    person = UserFactory()
    client.post(reverse("account_reset_password"), {"email": person.email})
    answer_requests()
    outbox.send_due_mail()
    assert "/reset/key/" in OutgoingMail.objects.get().body_text
    with after(at_work, minutes=59):
        assert purge_old_mail() == 0
    with after(at_work, minutes=61):
        assert purge_old_mail() == 1
    assert OutgoingMail.objects.get().body_text == ""
