"""What did not arrive: shown to those who look after the mail, with the reason, and two buttons."""

from html import unescape

import pytest
from django.core import mail
from django.urls import reverse

from parkour.core.exceptions import NotAllowed
from parkour.notifications import outbox, undelivered
from parkour.notifications.models import Fault, OutgoingMail
from tests.factories import UserFactory
from tests.notifications.telling import State, states, tell

pytestmark = pytest.mark.django_db
PAGE = "/inbox/undelivered/"


@pytest.fixture
def failed():
    """A mail that the server refused for good."""
    tell(UserFactory(email="perdue@parkour.example"), title="À propos de « Deux heures »")
    OutgoingMail.objects.update(state=State.FAILED, fault=Fault.ADDRESS, attempts=1, last_error="550 no such person")
    return OutgoingMail.objects.get()


@pytest.mark.parametrize("role", ["officer", "admin"])
def test_those_who_look_after_the_mail_see_a_card_and_the_page(signed_in, failed, role):
    client = signed_in(UserFactory(**{role: True}))
    home = client.get("/")
    assert home.context["mail_trouble"].undelivered == 1
    assert f'href="{PAGE}"' in home.content.decode()
    page = unescape(client.get(PAGE).content.decode())
    assert "perdue@parkour.example" in page
    assert str(Fault.ADDRESS.label) in page


def test_only_the_officer_reads_the_subject_beside_its_reader(signed_in, client, failed):
    """An administrator who is no officer could learn from it who wrote a contribution under a hidden name."""
    assert "Deux heures" in unescape(signed_in(UserFactory(officer=True)).get(PAGE).content.decode())
    assert "Deux heures" not in unescape(signed_in(UserFactory(admin=True)).get(PAGE).content.decode())


@pytest.mark.parametrize("path", ["", "again/", "server/", "{uuid}/again/", "{uuid}/give-up/"])
def test_for_everybody_else_the_page_does_not_exist(signed_in, failed, path):
    client = signed_in(UserFactory(sponsor=True))
    url = PAGE + path.format(uuid=failed.uuid)
    assert {client.get(url).status_code, client.post(url).status_code} <= {404, 405}
    assert client.get("/").context["mail_trouble"] is None
    assert states() == [State.FAILED]


def test_send_again_sends_it_to_the_address_of_today(signed_in, failed):
    failed.recipient.email = "trouvee@parkour.example"
    failed.recipient.save()
    answer = signed_in(UserFactory(officer=True)).post(reverse("notifications:send_again", args=[failed.uuid]))
    assert (answer.status_code, answer.url) == (303, PAGE)
    assert outbox.send_due_mail() == 1
    assert mail.outbox[0].recipients()[0].endswith("<trouvee@parkour.example>")
    assert states("attempts", "fault") == [(State.SENT, 1, "")]


def test_give_up_sends_nothing_and_keeps_the_message(signed_in, failed):
    signed_in(UserFactory(admin=True)).post(reverse("notifications:give_up", args=[failed.uuid]))
    assert outbox.send_due_mail() == 0
    assert states("fault") == [(State.DROPPED, Fault.GIVEN_UP)]
    assert failed.recipient.notifications.count() == 1


def test_two_people_who_press_at_once_send_it_once(signed_in, failed):
    client = signed_in(UserFactory(officer=True))
    for _press in range(2):
        client.post(reverse("notifications:send_again", args=[failed.uuid]))
    outbox.send_due_mail()
    answer = client.post(reverse("notifications:send_again", args=[failed.uuid]), follow=True)
    assert "déjà décidé" in answer.content.decode()
    assert outbox.send_due_mail() == 0
    assert len(mail.outbox) == 1


def test_all_can_be_sent_again(signed_in):
    tell(*UserFactory.create_batch(3))
    OutgoingMail.objects.update(state=State.FAILED, fault=Fault.REFUSED)
    answer = signed_in(UserFactory(officer=True)).post(reverse("notifications:send_all_again"), follow=True)
    assert "3 e-mails" in unescape(answer.content.decode())
    assert outbox.send_due_mail() == 3


def test_the_services_ask_who_acts(failed):
    for service in (undelivered.send_again, undelivered.give_up):
        with pytest.raises(NotAllowed):
            service(failed, by=UserFactory(sponsor=True))
    assert states() == [State.FAILED]


def test_the_page_costs_the_same_with_more_mails(signed_in, count_queries):
    client = signed_in(UserFactory(officer=True))
    costs = []
    for key in ("one", "two"):
        tell(*UserFactory.create_batch(2), key=key)
        OutgoingMail.objects.update(state=State.FAILED, fault=Fault.REFUSED)
        costs.append(count_queries(lambda: client.get(PAGE)))
    assert costs[0] == costs[1]


def test_the_page_goes_on_by_key_and_a_strange_key_shows_the_start(signed_in):
    tell(*UserFactory.create_batch(35))
    OutgoingMail.objects.update(state=State.FAILED, fault=Fault.REFUSED)
    client = signed_in(UserFactory(officer=True))
    first = client.get(PAGE).context
    second = client.get(PAGE, {"before": first["next"]}).context
    assert (len(first["mails"]), len(second["mails"]), second["next"]) == (30, 5, None)
    assert len(client.get(PAGE, {"before": "x"}).context["mails"]) == 30


def test_without_trouble_the_page_says_so(signed_in):
    page = unescape(signed_in(UserFactory(officer=True)).get(PAGE).content.decode())
    assert "Rien à faire ici" in page
