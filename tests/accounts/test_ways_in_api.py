"""Ways in by the API: shared tablets, one's own passkeys, a link to oneself."""

from time import time

import pytest
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.mfa.models import Authenticator
from django.urls import reverse

from parkour.accounts import cards, kiosks, passkeys
from parkour.accounts.links import answer_requests
from parkour.accounts.models import SignInLink
from parkour.core.exceptions import NotAllowed
from parkour.notifications.models import OutgoingMail
from tests.api.asking import Program, is_problem
from tests.factories import SiteFactory, UserFactory

pytestmark = pytest.mark.django_db
JSON = "application/json"


def passkey_of(person):
    return Authenticator.objects.create(user=person, type="webauthn", data={"name": "Mon téléphone", "credential": {}})


def test_an_administrator_opens_lists_and_closes_a_tablet(signed_in):
    client, site = signed_in(UserFactory(admin=True)), SiteFactory()
    made = client.post("/api/v1/kiosks/", {"site": site.code, "name": "Entrée"}, content_type=JSON)
    key = made.json()["url"].rstrip("/").rpartition("/")[2]
    kiosk = kiosks.kiosk_of(key)
    assert (made.status_code, kiosk.site, kiosk.name) == (201, site, "Entrée")
    listed = client.get("/api/v1/kiosks/").json()["results"]
    assert [(row["id"], row["site"], row["url"]) for row in listed] == [(kiosk.pk, site.code, "")]
    assert [client.delete(f"/api/v1/kiosks/{kiosk.pk}/").status_code for _time in range(2)] == [204, 204]
    assert kiosks.kiosk_of(key) is None


def test_tablets_are_nothing_to_anybody_else(signed_in):
    assert signed_in(UserFactory(officer=True)).get("/api/v1/kiosks/").status_code == 404


def test_a_person_lists_and_removes_their_own_passkeys_and_no_others(signed_in):
    person, other = UserFactory(), UserFactory()
    mine, theirs = passkey_of(person), passkey_of(other)
    client = proven(signed_in(person), person)
    rows = client.get("/api/v1/me/passkeys/").json()["results"]
    assert [(row["id"], row["name"]) for row in rows] == [(mine.pk, "Mon téléphone")]
    statuses = [client.delete(f"/api/v1/me/passkeys/{row.pk}/").status_code for row in (mine, theirs)]
    assert statuses == [204, 404]
    assert list(Authenticator.objects.all()) == [theirs]


def proven(client, person, at=None):
    """The session of somebody who has shown who they are, at this moment or just now."""
    session, proof = client.session, {"method": "password", "at": at or time(), "reauthenticated": True}
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [proof]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(person.pk)
    session.save()
    return client


def test_a_session_left_open_removes_no_passkey_until_its_person_has_shown_who_they_are(signed_in):
    person = UserFactory()
    passkey, client = passkey_of(person), signed_in(person)
    address = f"/api/v1/me/passkeys/{passkey.pk}/"
    assert client.delete(address).status_code == 403
    assert proven(client, person, at=time() - 3600).delete(address).status_code == 403
    assert Authenticator.objects.filter(pk=passkey.pk).exists()
    assert proven(client, person).delete(address).status_code == 204


def test_a_token_removes_a_passkey_only_if_it_administers_people():
    person = UserFactory(admin=True)
    passkey = passkey_of(person)
    address = f"me/passkeys/{passkey.pk}/"
    is_problem(Program(person, scopes=["inbox"]).asks(address, method="DELETE"), 403)
    assert Authenticator.objects.filter(pk=passkey.pk).exists()
    assert Program(person, scopes=["admin"]).asks(address, method="DELETE").status_code == 204


def test_nobody_removes_a_passkey_in_a_session_that_a_badge_opened(client):
    person = UserFactory()
    passkey, printed = passkey_of(person), cards.make_cards([person], by=UserFactory(admin=True))[0]
    client.post(reverse("card_in", args=[printed.key]))
    assert client.delete(f"/api/v1/me/passkeys/{passkey.pk}/").status_code == 404
    person.contributor_only = True
    with pytest.raises(NotAllowed):
        passkeys.remove_passkey(passkey, by=person)


def test_a_person_sends_a_link_to_their_own_mailbox_and_takes_it_back(signed_in):
    person = UserFactory()
    client = signed_in(person)
    assert client.post("/api/v1/me/sign-in-link/", content_type=JSON).status_code == 204
    answer_requests()
    assert (OutgoingMail.objects.get().to_address, SignInLink.objects.count()) == (person.email, 1)
    assert client.delete("/api/v1/me/sign-in-link/").status_code == 204
    assert SignInLink.objects.count() == 0
