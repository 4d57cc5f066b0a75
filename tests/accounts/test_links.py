"""Signing in by a link of a mail: A01 to A04 and A06 of the ways in."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parkour.accounts import links
from parkour.accounts.models import SignInLink, SignInRequest, User
from parkour.core import clock
from parkour.notifications.models import OutgoingMail
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
ADDRESS = re.compile(r"https?://[^/\s]+(/accounts/link/\S+/)")


@pytest.fixture(autouse=True)
def _nobody_tried_before():
    cache.clear()


def ask(client, email):
    return client.post(reverse("ask_link"), {"email": email})


def link_in_the_mail():
    return ADDRESS.search(OutgoingMail.objects.latest("pk").body_text)[1]


def asked(client, person):
    """The address that the person finds in their mail."""
    ask(client, person.email)
    links.answer_requests()
    return link_in_the_mail()


def is_in(client):
    return "_auth_user_id" in client.session


def test_a_person_asks_for_a_link_and_comes_in_by_its_button(client):
    person = UserFactory()
    address = asked(client, person)
    assert client.get(address).status_code == 200
    assert not is_in(client)
    assert client.post(address).url == "/"
    assert int(client.session["_auth_user_id"]) == person.pk
    assert client.get("/").status_code == 200


def test_opening_the_link_any_number_of_times_changes_nothing(client):
    address = asked(client, UserFactory())
    for _scan in range(3):
        Client().get(address)
        Client().head(address)
    assert SignInLink.objects.get().used_at is None
    client.post(address)
    assert is_in(client)


def test_a_link_works_once(client):
    address = asked(client, UserFactory())
    client.post(address)
    other = Client()
    assert (other.post(address).status_code, is_in(other)) == (404, False)
    assert other.get(address).status_code == 404


def test_a_link_is_dead_after_fifteen_minutes(client):
    address = asked(client, UserFactory())
    with clock.at(clock.now() + timedelta(minutes=15, seconds=1)):
        assert (client.post(address).status_code, is_in(client)) == (404, False)


def test_a_newer_link_takes_the_place_of_the_one_before(client):
    person = UserFactory()
    first, second = asked(client, person), asked(client, person)
    assert (Client().post(first).status_code, client.post(second).status_code) == (404, 302)


@pytest.mark.parametrize("change", ["address", "password", "leaving"])
def test_a_link_dies_with_a_new_address_a_new_password_or_the_account(client, change):
    person = UserFactory()
    address = asked(client, person)
    if change == "address":
        User.objects.filter(pk=person.pk).update(email="autre@parkour.example")
    elif change == "password":
        person.set_password("un-beau-jour-de-mars")
        person.save()
    else:
        User.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get(address).status_code == 404
    assert (client.post(address).status_code, is_in(client)) == (404, False)


def test_planted_fault_without_the_mark_of_the_account_a_link_outlives_a_new_password(client, monkeypatch):
    monkeypatch.setattr(links, "state_mark", lambda person: "always the same")
    person = UserFactory()
    address = asked(client, person)
    person.set_password("un-beau-jour-de-mars")
    person.save()
    client.post(address)
    assert is_in(client)


def test_only_a_digest_is_kept(client):
    key = asked(client, UserFactory()).rstrip("/").rpartition("/")[2]
    row = SignInLink.objects.values().get()
    assert key not in str(row)
    assert len(row["digest"]) == 64


def statements(email):
    client = Client()
    with CaptureQueriesContext(connection) as captured:
        answer = ask(client, email)
    shape = [re.sub(r"'[^']*'|\"s\d+_x\d+\"", "?", query["sql"]) for query in captured]
    return answer.status_code, answer.url, answer.content, shape


def test_a_known_and_an_unknown_address_get_the_same_answer_by_the_same_statements():
    person = UserFactory()
    gone = UserFactory(is_active=False)
    known, unknown, left = (statements(each) for each in (person.email, "personne@parkour.example", gone.email))
    assert known == unknown == left
    assert SignInRequest.objects.count() == 3


def test_strangers_and_people_who_left_get_no_mail_and_nothing_is_kept_of_them(client):
    ask(client, "personne@parkour.example")
    ask(client, UserFactory(is_active=False).email)
    assert links.answer_requests() == 0
    assert (OutgoingMail.objects.count(), SignInRequest.objects.count(), SignInLink.objects.count()) == (0, 0, 0)


def test_asking_twice_before_the_worker_comes_makes_one_mail(client):
    person = UserFactory()
    ask(client, person.email), ask(client, person.email.upper())
    assert links.answer_requests() == 1
    assert OutgoingMail.objects.count() == 1


def test_whoever_asked_before_a_long_stop_is_not_answered(client):
    ask(client, UserFactory().email)
    with clock.at(clock.now() + timedelta(hours=2)):
        assert links.answer_requests() == 0


def test_one_address_is_asked_for_five_times_in_a_quarter_of_an_hour_known_or_not(client):
    for email in (UserFactory().email, "personne@parkour.example"):
        assert [ask(client, email).status_code for _time in range(6)] == [303] * 5 + [429]


def test_an_invented_origin_does_not_escape_the_limit(client, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"sign_in_link": "3/m/ip"}
    forged = [{"X-Forwarded-For": f"203.0.113.{number}"} for number in range(4)]
    answers = [
        client.post(reverse("ask_link"), {"email": f"p{number}@parkour.example"}, headers=headers).status_code
        for number, headers in enumerate(forged)
    ]
    assert answers == [303, 303, 303, 429]


def test_the_number_of_the_session_changes_at_sign_in(client):
    address = asked(client, UserFactory())
    session = client.session
    session["seen"] = "before"
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    client.post(address)
    assert client.session.session_key != before
    assert not Client(headers={"cookie": f"sessionid={before}"}).session.get("_auth_user_id")


def test_the_button_needs_the_protection_of_forms(client):
    address = asked(client, UserFactory())
    strict = Client(enforce_csrf_checks=True)
    strict.post(address)
    assert SignInLink.objects.get().used_at is None


def test_the_address_of_the_link_is_told_to_no_other_page_and_kept_by_no_cache(client):
    answer = client.get(asked(client, UserFactory()))
    assert (answer["Referrer-Policy"], answer["Cache-Control"]) == ("strict-origin", "private, no-store")


def test_the_key_is_in_no_log_line(client, caplog):
    address = asked(client, UserFactory())
    for _time in range(2):
        client.post(address)
    cache.clear()
    client.get(address)
    assert address not in caplog.text


def test_somebody_without_a_password_is_led_to_choosing_one(client):
    person = UserFactory()
    person.set_unusable_password()
    person.save()
    client.post(asked(client, person))
    assert client.get(reverse("account_change_password")).url == reverse("account_reset_password")


def test_one_withdraws_a_link_that_was_asked_for(signed_in, client):
    person = UserFactory()
    address = asked(client, person)
    signed_in(person).post(reverse("withdraw_link"))
    assert Client().post(address).status_code == 404
