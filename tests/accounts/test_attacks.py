"""A01, A03, A04 and A06: trying passwords, finding out who works here, using a link again, forms from elsewhere."""

import re
from collections import Counter
from datetime import datetime, timedelta

import pytest
from allauth.core.internal import ratelimit
from django.contrib.auth import hashers
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parkour.accounts import links
from parkour.accounts.models import User
from parkour.notifications.models import OutgoingMail
from tests.factories import UserFactory
from tests.factories.people import PASSWORD
from tests.hostile import Asking

pytestmark = pytest.mark.django_db
LOGIN, FORGOTTEN, LINK = "/accounts/login/", "/accounts/password/reset/", "/accounts/link/"
NEW = "un-beau-jour-de-mars"


@pytest.fixture(autouse=True)
def _nobody_tried_before():
    cache.clear()


def tries(person, password, **request):
    """The client after one try, and whether it is in."""
    client = Client()
    client.post(LOGIN, {"login": person.email, "password": password}, **request)
    return "_auth_user_id" in client.session


# --- A01: trying passwords -----------------------------------------------------------------------------------


def test_after_five_wrong_passwords_an_account_is_closed_to_every_address_and_opens_again(monkeypatch):
    person = UserFactory()
    for number in range(5):
        assert not tries(person, "faux", REMOTE_ADDR=f"198.51.100.{number}")
    assert not tries(person, PASSWORD, REMOTE_ADDR="203.0.113.9")
    now = ratelimit.time.time
    monkeypatch.setattr(ratelimit.time, "time", lambda: now() + 301)
    assert tries(person, PASSWORD, REMOTE_ADDR="203.0.113.9")


def test_one_address_that_tries_many_accounts_is_closed_and_others_are_not():
    people = [UserFactory() for _number in range(12)]
    for person in people[:10]:
        tries(person, "faux", REMOTE_ADDR="198.51.100.1")
    assert not tries(people[10], PASSWORD, REMOTE_ADDR="198.51.100.1")
    assert tries(people[11], PASSWORD, REMOTE_ADDR="198.51.100.2")


def test_an_invented_origin_opens_nothing():
    people = [UserFactory() for _number in range(11)]
    for number, person in enumerate(people[:10]):
        tries(person, "faux", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
    assert not tries(people[10], PASSWORD, HTTP_X_FORWARDED_FOR="203.0.113.99")


def test_behind_our_proxy_only_what_it_wrote_counts(settings):
    """The last entry is the proxy's own; whatever the sender wrote stands before it."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    people = [UserFactory() for _number in range(12)]
    for number, person in enumerate(people[:10]):
        tries(person, "faux", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}, 198.51.100.1")
    assert not tries(people[10], PASSWORD, HTTP_X_FORWARDED_FOR="203.0.113.99, 198.51.100.1")
    assert tries(people[11], PASSWORD, HTTP_X_FORWARDED_FOR="203.0.113.99, 198.51.100.2")


def test_planted_fault_when_the_header_is_believed_each_try_comes_from_elsewhere(settings, monkeypatch):
    monkeypatch.setattr(
        "allauth.account.adapter.DefaultAccountAdapter.get_client_ip",
        lambda self, request: request.META.get("HTTP_X_FORWARDED_FOR", "127.0.0.1").split(",")[0],
    )
    people = [UserFactory() for _number in range(11)]
    for number, person in enumerate(people[:10]):
        tries(person, "faux", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
    assert tries(people[10], PASSWORD, HTTP_X_FORWARDED_FOR="203.0.113.99")


# --- A03: who works here -------------------------------------------------------------------------------------

SAMPLES = 200
OF_THE_PAGE = re.compile(r'\b\w{64}\b|value="[^"]*@parkour\.example"')  # the mark of forms, what was typed


def asked(address, body, hashed):
    """Status, place, words and statements of one answer, and how many passwords were hashed for it."""
    hashed.clear()
    asking = Asking()
    with CaptureQueriesContext(connection) as captured:
        answer = asking.post(address, body)
    shape = tuple(
        re.sub(r"'[^']*'|%s|\b\d+\b|\"s\d+_x\d+\"|\"_django_curs_\w+\"", "?", query["sql"]) for query in captured
    )
    words = OF_THE_PAGE.sub("", answer.content.decode())
    return answer.status_code, answer.get("Location"), words, shape, len(hashed)


@pytest.mark.parametrize(
    ("address", "field", "more"),
    [(LOGIN, "login", {"password": "faux"}), (FORGOTTEN, "email", {}), (LINK, "email", {})],
)
def test_known_and_unknown_addresses_get_the_same_answer_by_the_same_work(settings, monkeypatch, address, field, more):
    """Statements and hashes are what takes time: where they are equal, no clock tells the two apart."""
    settings.ACCOUNT_RATE_LIMITS = False
    hashed, encode = [], hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(
        hashers.MD5PasswordHasher, "encode", lambda self, *args: hashed.append(1) or encode(self, *args)
    )
    people = [UserFactory() for _number in range(5)]
    answers = Counter()
    for sample in range(SAMPLES):
        known = people[sample % 5].email if sample % 2 else f"personne{sample}@parkour.example"
        answers[asked(address, {field: known} | more, hashed)] += 1
    assert len(answers) == 1, [(answer[0], answer[1], answer[4], number) for answer, number in answers.items()]


def test_planted_fault_a_page_that_looks_for_the_person_itself_is_found_out(settings, monkeypatch):
    settings.ACCOUNT_RATE_LIMITS = False
    person = UserFactory()

    def save(form, request, **kwargs):
        links.ask_for_link(form.cleaned_data["email"], "password")
        return links.answer_requests()

    monkeypatch.setattr("parkour.accounts.forms.ResetPasswordForm.save", save)
    known, unknown = (asked(FORGOTTEN, {"email": email}, []) for email in (person.email, "personne@parkour.example"))
    assert known != unknown


def test_the_mail_of_a_known_address_is_written_by_the_worker_alone(client):
    person = UserFactory()
    client.post(FORGOTTEN, {"email": person.email})
    assert OutgoingMail.objects.count() == 0
    assert (links.answer_requests(), links.answer_requests()) == (1, 0)
    assert OutgoingMail.objects.get().to_address == person.email


# --- A04: the link to a new password ----------------------------------------------------------------------------


def link_to_a_new_password(person):
    Client().post(FORGOTTEN, {"email": person.email})
    links.answer_requests()
    return re.search(r"/accounts/password/reset/key/\S+", OutgoingMail.objects.latest("pk").body_text)[0]


def choose(address):
    """The address of the form behind the link, and whether it took a new password."""
    client = Client()
    page = client.get(address, follow=True)
    form = page.redirect_chain[-1][0] if page.redirect_chain else address
    client.post(form, {"password1": NEW, "password2": NEW})
    return form, User.objects.filter(is_active=True).get().check_password(NEW)


def test_a_link_to_a_new_password_works_once_and_its_page_does_not_hold_it():
    address = link_to_a_new_password(UserFactory())
    form, taken = choose(address)
    assert taken
    assert address.rstrip("/").rpartition("-")[2] not in form  # no page that it leads to is told the key
    person = User.objects.get()
    person.set_password(PASSWORD)
    person.save()
    assert choose(address)[1] is False


def test_it_is_dead_after_three_days(monkeypatch):
    address = link_to_a_new_password(UserFactory())
    later = datetime.now() + timedelta(days=3, minutes=1)
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: later)
    assert choose(address)[1] is False


@pytest.mark.parametrize("change", ["address", "password"])
def test_it_is_dead_once_the_address_or_the_password_has_changed(change):
    person = UserFactory()
    address = link_to_a_new_password(person)
    if change == "address":
        User.objects.filter(pk=person.pk).update(email="autre@parkour.example")
    else:
        person.set_password("autre-mot-de-passe")
        person.save()
    assert choose(address)[1] is False


def test_it_is_dead_once_the_account_is_closed():
    person = UserFactory()
    address = link_to_a_new_password(person)
    User.objects.filter(pk=person.pk).update(is_active=False)
    client = Client()
    page = client.get(address, follow=True)
    client.post(page.redirect_chain[-1][0] if page.redirect_chain else address, {"password1": NEW, "password2": NEW})
    client.post(LOGIN, {"login": person.email, "password": NEW})
    assert "_auth_user_id" not in client.session


def test_a_new_password_ends_every_session_there_was():
    person, inside = UserFactory(), Client()
    inside.post(LOGIN, {"login": person.email, "password": PASSWORD})
    assert inside.get("/").status_code == 200
    choose(link_to_a_new_password(person))
    assert inside.get("/").status_code == 302


def test_asking_for_a_password_is_limited_by_address_known_or_not():
    for email in (UserFactory().email, "personne@parkour.example"):
        cache.clear()
        statuses = [Client().post(FORGOTTEN, {"email": email}).status_code for _time in range(25)]
        assert 429 in statuses and statuses[0] == 302


def test_the_ways_in_are_where_they_are_said_to_be():
    assert (reverse("account_login"), reverse("account_reset_password")) == (LOGIN, FORGOTTEN)
    assert reverse("ask_link") == LINK
