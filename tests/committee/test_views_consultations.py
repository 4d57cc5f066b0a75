"""The pages around a consultation of all employees, as each person reads them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from committee.models import Ballot
from committee.services import conduct
from committee.services import consultations as services
from parkour.core import clock
from tests.committee.pages import browser, key_of, page, text_of, url
from tests.factories.committee import committee_of, open_consultation, released_session
from tests.factories.people import SiteFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def poles():
    return committee_of()


@pytest.fixture
def asked(poles):
    return open_consultation(poles=poles)


def answered(asked, yes=6):
    for person in [UserFactory() for _each in range(yes)]:  # there before it opens
        services.answer_consultation(asked, by=person, key=uuid4(), choice="yes")


def test_an_employee_answers_from_their_day_changes_it_and_sees_it_gone(asked):
    person = UserFactory()
    client = browser(person)
    address = asked.get_absolute_url()
    assert address in client.get(reverse("home")).content.decode()
    question = client.get(address)
    sent = {"key": key_of(question), "choice": "yes"}
    said = client.post(url("answer_consultation", asked.pk), sent, follow=True)
    assert "Your answer is recorded." in text_of(said)
    assert "checked" in said.content.decode()
    client.post(url("answer_consultation", asked.pk), {"key": key_of(said), "choice": "no"})
    assert Ballot.objects.get().choice == "no"
    assert address not in client.get(reverse("home")).content.decode()


def test_an_answer_without_a_choice_is_asked_again(asked):
    client = browser(UserFactory())
    sent = client.post(url("answer_consultation", asked.pk), {"key": str(uuid4())}, follow=True)
    assert "Choose your vote first." in text_of(sent)


def test_the_result_is_hidden_from_the_officer_too_until_the_close_and_then_read_by_all(asked):
    answered(asked)
    officer, person = UserFactory(officer=True), UserFactory()
    for reader in (officer, person):
        assert "The result" not in page(reader, "consultation", asked.pk)
    with clock.at(asked.poll.closes_at):
        for reader in (officer, person):
            words = page(reader, "consultation", asked.pk)
            assert "6 of" in words
            assert "6 for, 0 against" in words
        assert "6 for, 0 against, 0 abstentions" in page(person, "session", asked.session.number)


def test_members_read_it_on_the_phone_the_console_and_the_wall_before_they_vote(asked, poles):
    answered(asked)
    chair = poles["direction"][0]
    with clock.at(asked.session.starts_at - timedelta(minutes=5)):
        session = conduct.open_session(asked.session, by=chair)
        conduct.start_item(session, session.items.get(), by=chair)
        for name, args in (("console", [session.number]), ("wall", [session.number])):
            assert "6 for, 0 against, 0 abstentions" in page(chair, name, *args)
        assert "6 for" in page(chair, "dossier", session.items.get().pk)
        browser(chair).post(url("present", session.number))
        assert "6 for, 0 against, 0 abstentions" in page(chair, "live")


def test_the_officer_chooses_the_points_and_cancels_with_a_reason(poles):
    room = released_session(poles=poles, starts_at=clock.now() + timedelta(days=21))
    client = browser(room.officer)
    assert "Ask all employees" in text_of(client.get(url("session", room.session.number)))
    assert client.post(url("consult", room.session.number), {}).status_code == 422
    done = client.post(url("consult", room.session.number), {"points": [room.item.pk]}, follow=True)
    assert "It opens and closes by itself." in text_of(done)
    asked = room.session.consultations.get()
    assert client.post(url("cancel_consultation", asked.pk), {"reason": ""}).status_code == 422
    gone = client.post(url("cancel_consultation", asked.pk), {"reason": "Doublon."}, follow=True)
    assert "Doublon." in text_of(gone)


def test_the_list_says_what_is_open_and_invites_to_answer(asked):
    assert asked.subject in page(UserFactory(), "consultations")
    with clock.at(asked.poll.closes_at):
        assert "Nobody is being asked" in page(UserFactory(), "consultations")


def test_the_people_of_a_partner_find_nothing(asked):
    client = browser(UserFactory(site=SiteFactory(kind="partner")))
    for name, args in (("consultations", []), ("consultation", [asked.pk])):
        assert client.get(url(name, *args)).status_code == 404


def test_whoever_keeps_the_seats_says_what_consultations_count_for(asked):
    client = browser(UserFactory(admin=True))
    assert client.post(url("consultation_mode"), {"mode": "x"}).status_code == 422
    told = client.post(url("consultation_mode"), {"mode": "all_staff"}, follow=True)
    assert "The answer of the pole, when enough employees take part." in text_of(told)
    assert "Change this" not in page(UserFactory(), "consultations")
