"""A link and a code open one session each, however many browsers use them at the same instant."""

from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from parkour.accounts import links, phone_codes
from parkour.accounts.models import PhoneCode, SignInLink
from parkour.accounts.views.phones import ASKED
from tests.accounts.racing import TIMES, came_in, without_a_lock
from tests.factories import UserFactory

NUMBER = "+33612345678"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nobody_tried_before():
    cache.clear()


def use_one_link():
    address = reverse("sign_in_link", args=[links.make_link(UserFactory())])
    return came_in(lambda client: client.post(address))


def waiting_client():
    client = Client()
    session = client.session
    session[ASKED] = NUMBER
    session.save()
    client.cookies["sessionid"] = session.session_key
    return client


def use_one_code(monkeypatch, *, fault=False):
    monkeypatch.setattr(phone_codes, "secrets", SimpleNamespace(choice=lambda signs: signs[4]))
    UserFactory(phone=NUMBER)
    phone_codes.ask_for_code(NUMBER)
    phone_codes.answer_requests()
    if fault:
        without_a_lock(monkeypatch, PhoneCode)
    clients = [waiting_client() for _each in range(TIMES)]
    return came_in(lambda client: client.post(reverse("phone_code"), {"code": "444444"}), clients)


def test_one_link_pressed_twice_at_the_same_instant_opens_one_session():
    assert use_one_link() == 1


def test_planted_fault_a_link_read_without_a_lock_opens_two(monkeypatch):
    without_a_lock(monkeypatch, SignInLink)
    assert use_one_link() == 2


def test_one_code_typed_twice_at_the_same_instant_opens_one_session(monkeypatch):
    assert use_one_code(monkeypatch) == 1


def test_planted_fault_a_code_read_without_a_lock_opens_two(monkeypatch):
    assert use_one_code(monkeypatch, fault=True) == 2
