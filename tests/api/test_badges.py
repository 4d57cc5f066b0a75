"""Badges through the API: one's own, and those that an administrator prints."""

import pytest

from parkour.accounts.cards import make_cards
from parkour.accounts.models import AccessCard
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_one_lists_and_revokes_one_s_own_badges(signed_in):
    person = UserFactory()
    card = make_cards([person], by=UserFactory(admin=True))[0].card
    client = signed_in(person)
    (row,) = client.get("/api/v1/me/badges/").json()["results"]
    assert (row["id"], row["is_live"], row["has_pin"], row["last_used_at"]) == (card.pk, True, False, None)
    assert client.delete(f"/api/v1/me/badges/{card.pk}/").status_code == 204
    assert client.get("/api/v1/me/badges/").json()["results"][0]["is_live"] is False


def test_the_badge_of_somebody_else_does_not_exist(signed_in):
    card = make_cards([UserFactory()], by=UserFactory(admin=True))[0].card
    assert signed_in(UserFactory()).delete(f"/api/v1/me/badges/{card.pk}/").status_code == 404
    assert AccessCard.objects.get().revoked_at is None


def test_an_administrator_makes_the_badge_of_somebody(signed_in):
    person, admin = UserFactory(), UserFactory(admin=True)
    answer = signed_in(admin).post(f"/api/v1/people/{person.pk}/badge/")
    assert (answer.status_code, answer["Content-Type"], answer.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert signed_in(UserFactory(officer=True)).post(f"/api/v1/people/{person.pk}/badge/").status_code == 404
