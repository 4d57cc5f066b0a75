"""A13: the end of a session is known beforehand, and put off by whoever asks; A02: what ends one at once."""

import json
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from parkour.accounts import people
from parkour.accounts.sessions import end_other_sessions
from tests.committee.pages import BACKEND, browser
from tests.factories import UserFactory
from tests.factories.people import PASSWORD
from tests.markup import page_of

pytestmark = pytest.mark.django_db
SESSION = "/accounts/session/"


def seconds(answer):
    return json.loads(answer.content)["seconds"]


def shorten(client, seconds):
    Session.objects.filter(pk=client.session.session_key).update(
        expire_date=timezone.now() + timedelta(seconds=seconds)
    )


def body_of(page):
    return next(values for tag, values in page.tags if tag == "body")


def test_every_page_says_how_long_the_session_lasts_and_looking_changes_nothing(settings):
    client = browser(UserFactory())
    shorten(client, 300)
    for _look in range(2):
        page = page_of(client.get("/board/"))
        assert 200 <= int(body_of(page)["data-session-ends"]) <= 300
        assert 200 <= seconds(client.get(SESSION)) <= 300
    assert any(values.get("role") == "alertdialog" for _tag, values in page.tags)


def test_who_stays_has_as_long_as_after_signing_in(settings):
    client = browser(UserFactory())
    shorten(client, 60)
    assert settings.SESSION_COOKIE_AGE - seconds(client.post(SESSION)) <= 5
    assert settings.SESSION_COOKIE_AGE - seconds(client.get(SESSION)) <= 5


def test_nobody_stays_without_the_protection_of_forms():
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory(), backend=BACKEND)
    shorten(client, 60)
    assert client.post(SESSION).status_code in {302, 303, 403}
    assert seconds(client.get(SESSION)) <= 60


def test_a_stranger_has_no_session_and_no_warning(client):
    assert (seconds(client.get(SESSION)), seconds(client.post(SESSION))) == (0, 0)
    assert "no-store" in client.get(SESSION)["Cache-Control"]
    page = page_of(client.get(reverse("account_login")))
    assert "data-session-ends" not in body_of(page)


# --- A02 ------------------------------------------------------------------------------------------------------


def sign_in(person):
    client = Client()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return client


def is_in(client):
    return client.get("/").status_code == 200


def test_the_number_of_the_session_changes_at_sign_in():
    person, client = UserFactory(), Client()
    planted = client.session
    planted["seen"] = "before"
    planted.save()
    client.cookies["sessionid"] = planted.session_key
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert client.session.session_key != planted.session_key
    planter = Client()
    planter.cookies["sessionid"] = planted.session_key
    assert not is_in(planter)


def test_signing_out_kills_the_session_on_the_server():
    client = sign_in(UserFactory())
    stolen = Client()
    stolen.cookies = client.cookies.copy()
    assert is_in(stolen)
    client.post(reverse("account_logout"))
    assert not is_in(stolen)
    assert Session.objects.count() == 0


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one():
    person = UserFactory()
    here, elsewhere = sign_in(person), sign_in(person)
    here.post(reverse("account_change_password"), {
        "oldpassword": PASSWORD, "password1": "un-beau-jour-de-mars", "password2": "un-beau-jour-de-mars",
    })  # fmt: skip
    assert (is_in(here), is_in(elsewhere)) == (True, False)


def test_closing_an_account_ends_every_session_of_it_at_the_next_request():
    person = UserFactory()
    several = [sign_in(person) for _device in range(3)]
    assert all(is_in(client) for client in several)
    people.update_person(person, by=UserFactory(admin=True), is_active=False)
    assert [is_in(client) for client in several] == [False] * 3


def test_planted_fault_a_session_that_forgets_its_person_s_mark_outlives_a_new_password(monkeypatch):
    person = UserFactory()
    elsewhere = sign_in(person)
    monkeypatch.setattr(
        type(person), "get_session_auth_hash", lambda self: elsewhere.session["_auth_user_hash"], raising=True
    )
    end_other_sessions(by=person)
    assert is_in(elsewhere)
