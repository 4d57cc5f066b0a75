"""The letters under the QR of a badge, typed or scanned into a field, then the PIN."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from parkour.accounts import cards
from parkour.accounts.models import AccessCard, User
from parkour.accounts.views import letters
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_tried_before():
    cache.clear()


@pytest.fixture
def printed():
    return cards.make_cards([UserFactory()], by=UserFactory(admin=True))[0]


def type_in(client, code):
    return client.post(reverse("card_letters"), {"code": code})


def give_pin(client, page, pin=""):
    return client.post(reverse("card_letters"), {"shown": page.context["form"]["shown"].value(), "pin": pin})


def is_in(client):
    return client.get("/").status_code == 200


def test_the_sign_in_page_leads_to_the_letters(client):
    page = client.get(reverse("account_login")).content.decode()
    assert f'href="{reverse("card_letters")}"' in page
    assert client.get(reverse("card_letters")).status_code == 200


def test_letters_and_nothing_else_come_in_by_a_badge_that_was_used_without_a_pin(client, printed):
    cards.use_card(printed.card)
    assert type_in(client, f" {printed.code.lower().replace('-', ' ')} ").status_code == 302
    assert int(client.session["_auth_user_id"]) == printed.card.person_id
    assert client.get("/api/v1/me/").json()["roles"] == []


def test_a_scanner_that_types_the_address_of_the_qr_shows_the_badge(client, printed):
    cards.use_card(printed.card)
    assert type_in(client, f"https://parkour.example.org/accounts/badge/{printed.key}/").status_code == 302
    assert is_in(client)


def test_a_pin_is_asked_for_after_the_letters(client, printed):
    cards.use_card(printed.card, pin="2468")
    page = type_in(client, printed.code)
    assert (page.status_code, is_in(client)) == (200, False)
    wrong = give_pin(client, page, "1111")
    assert (wrong.status_code, is_in(client)) == (422, False)
    assert give_pin(client, wrong, "2468").status_code == 302
    assert is_in(client)


def test_a_pin_is_offered_at_the_first_use(client, printed):
    page = type_in(client, printed.code)
    assert page.context["chooses_pin"]
    give_pin(client, page, "2468")
    assert AccessCard.objects.get().pin
    assert is_in(client)


@pytest.mark.parametrize(
    "typed", ["", "ABCD-EFGH-JKLM", "https://x.example/accounts/badge/abcdefghijklmnopqrstuvwxyz/"]
)
def test_letters_that_open_nothing_are_told_at_their_field(client, printed, typed):
    page = type_in(client, typed)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["code"]


def test_the_badge_of_somebody_who_left_and_invented_letters_get_the_same_answer(client, printed):
    User.objects.filter(pk=printed.card.person_id).update(is_active=False)
    left, invented = type_in(client, printed.code), type_in(client, "ABCD-EFGH-JKLM")
    assert left.status_code == invented.status_code == 422
    assert left.context["form"].errors == invented.context["form"].errors


def test_what_was_shown_is_signed_and_cannot_be_made(client, printed):
    cards.use_card(printed.card)
    answer = client.post(reverse("card_letters"), {"shown": str(printed.card.pk)})
    assert (answer.status_code, is_in(client)) == (422, False)


def test_a_badge_revoked_between_the_letters_and_the_pin_opens_nothing(client, printed):
    page = type_in(client, printed.code)
    cards.revoke_card(printed.card, by=printed.card.person)
    assert give_pin(client, page).status_code == 422
    assert not is_in(client)


def test_letters_are_tried_ten_times_a_quarter_of_an_hour(printed):
    tried = [type_in(Client(REMOTE_ADDR=f"10.0.0.{number}"), "ABCD-EFGH-JKLM").status_code for number in range(11)]
    assert tried == [422] * 10 + [429]
    assert type_in(Client(REMOTE_ADDR="10.0.1.1"), printed.code).status_code == 200


def test_one_address_tries_thirty_letters_a_minute():
    tried = [type_in(Client(), f"ABCD-EFGH-{number:04}".replace("0", "X")).status_code for number in range(31)]
    assert tried[-1] == 429
    assert set(tried[:-1]) == {422}


def test_planted_fault_without_the_count_by_badge_letters_are_tried_without_end(monkeypatch):
    monkeypatch.setattr(letters, "too_many", lambda *facts: None)
    assert {type_in(Client(), "ABCD-EFGH-JKLM").status_code for _try in range(40)} == {422}


def test_the_answer_is_kept_by_no_cache(client, printed):
    assert type_in(client, printed.code)["Cache-Control"] == "private, no-store"
