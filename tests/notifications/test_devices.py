"""What devices are told: sealed as the standards say, to known services only, once, in working hours, to its reader."""

import json
from datetime import timedelta
from urllib.error import URLError

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from parkour.notifications.devices import (
    MOST,
    add_device,
    remove_device,
    server_key,
    try_device,
)
from parkour.notifications.models import Device, MailPreference, Notification, PushMessage
from parkour.notifications.preferences import save_preferences
from parkour.notifications.push_outbox import (
    KEPT,
    MAX_ATTEMPTS,
    MAX_REFUSALS,
    STUCK_AFTER,
    claim_next,
    forget_old_pushes,
    push_due,
)
from parkour.notifications.rewording import reword
from parkour.notifications.services import mark_read
from parkour.notifications.views.devices import name_of
from parkour.notifications.web_push import (
    authorization,
    decoded,
    encoded,
    is_of_a_service,
    point_of,
    seal,
    signing_key,
)
from tests.factories import UserFactory
from tests.notifications.browsers import SERVICE, Browser, Service, pushed
from tests.notifications.telling import tell, wants

State = PushMessage.State


@pytest.fixture
def switched_on(settings):
    settings.PARKOUR_PUSH = True


# --- Pure ---------------------------------------------------------------------------------------------------


def test_words_are_sealed_as_in_the_example_of_the_standard():
    """RFC 8291, appendix A."""
    own = int.from_bytes(decoded("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"))
    browser = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    body = seal(
        b"When I grow up, I want to be a watermelon",
        public=decoded(browser),
        secret=decoded("BTBZMqHH6r4Tts7J_aSIgg"),
        own=ec.derive_private_key(own, ec.SECP256R1()),
        salt=decoded("DGv6ra1nlYgDCS1FRnbzlw"),
        room=0,
    )
    assert encoded(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A"
        "_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_a_short_and_a_long_title_are_equally_long_on_the_way():
    browser = Browser()
    keys = {"public": point_of(browser.key), "secret": browser.secret}
    bodies = [seal(json.dumps({"title": title}).encode(), **keys) for title in ("a", "a" * 300)]
    assert len(bodies[0]) == len(bodies[1]) and bodies[0] != bodies[1]
    assert [browser.read(body)["title"] for body in bodies] == ["a", "a" * 300]
    with pytest.raises(ValueError, match="Too long"):
        seal(b"a" * 5000, **keys)


def test_the_server_signs_for_one_service_and_half_a_day_and_is_the_same_for_the_same_secret():
    key = signing_key("a secret of the server")
    assert point_of(key) == point_of(signing_key("a secret of the server")) != point_of(signing_key("another"))
    header = authorization(f"{SERVICE}1", key=key, contact="https://parkour.example.org", now=1_000_000)
    token, public = (part.partition("=")[2] for part in header.removeprefix("vapid ").split(", "))
    said, _dot, signature = token.rpartition(".")
    numbers = [int.from_bytes(decoded(signature)[at : at + 32]) for at in (0, 32)]
    there = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(public))
    there.verify(encode_dss_signature(*numbers), said.encode(), ec.ECDSA(hashes.SHA256()))
    assert json.loads(decoded(said.partition(".")[2])) == {
        "aud": "https://updates.push.services.mozilla.com",
        "exp": 1_000_000 + 12 * 3600,
        "sub": "https://parkour.example.org",
    }


def test_only_the_services_of_browsers_are_spoken_to():
    taken = (
        f"{SERVICE}1",
        "https://fcm.googleapis.com/fcm/send/a:b",
        "https://web.push.apple.com/Q",
        "https://db5p.notify.windows.com/w/?token=a",
    )
    refused = (
        "http://fcm.googleapis.com/a", "https://fcm.googleapis.com:8443/a", "https://fcm.googleapis.com@10.0.0.1/a",
        "https://fcm.googleapis.com.example.org/", "https://10.0.0.1/fcm.googleapis.com", "https://evilpush.apple.com/",
        "https://[::1", "https://x.fcm.googleapis.com/", "", "https://push.apple.com/", f"{SERVICE}{'a' * 1000}",
        f"{SERVICE}\r\nX: y", f"https://{'a' * 64}.push.apple.com/", "https://..push.apple.com/",
    )  # fmt: skip
    assert [one for one in taken if not is_of_a_service(one)] == []
    assert [one for one in refused if is_of_a_service(one)] == []


def test_a_browser_is_named_as_its_owner_knows_it():
    android = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"
    assert [name_of(android), name_of("curl/8")] == ["Chrome, Android", ""]


# --- Devices ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_device_is_of_one_person_and_nothing_else_is_taken_for_one(settings):
    person, other = UserFactory(), UserFactory()
    facts = Browser().facts
    assert server_key() == ""
    with pytest.raises(TransitionRefused):
        add_device(by=person, **facts)
    settings.PARKOUR_PUSH = True
    first = add_device(by=person, name="Firefox, Android", **facts)
    assert add_device(by=person, **facts).pk == first.pk
    tell(person)
    taken = add_device(by=other, **facts)
    assert list(Device.objects.values_list("person", flat=True)) == [other.pk] and pushed() == []
    for wrong in ({"address": "https://10.0.0.1/"}, {"public": "BA"}, {"public": "é"}, {"secret": "AA"}):
        with pytest.raises(InvalidInput):
            add_device(by=person, **facts | wrong)
    for act in (remove_device, try_device):
        with pytest.raises(NotAllowed):
            act(taken, by=person)
    person.contributor_only = True
    with pytest.raises(NotAllowed):
        add_device(by=person, **facts)
    for number in range(2, MOST + 1):
        Device.objects.create(person=other, address=f"{SERVICE}{number}", created_at=clock.now())
    with pytest.raises(InvalidInput):
        add_device(by=other, **Browser(99).facts)


# --- Telling ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_each_device_is_told_once_a_day_for_one_subject_and_nobody_elses_is(switched_on, at_work):
    person, other, phone, desk, theirs = UserFactory(), UserFactory(), Browser(1), Browser(2), Browser(3)
    for owner, browser in ((person, phone), (person, desk), (other, theirs)):
        add_device(by=owner, **browser.facts)
    tell(person, key="1", title="Une question", url="/ideas/1/")
    tell(person, key="2", title="Une décision", url="/ideas/1/")
    service = Service()
    assert push_due(service) == 2
    assert (service.told(phone), service.told(desk), service.told(theirs)) == (["Une décision"], ["Une décision"], [])
    tell(person, key="3", title="Encore", url="/ideas/1/")
    tell(person, key="4", title="Un vote est ouvert", kind="committee_vote_opened", url="/ideas/1/")
    assert push_due(service) == 2 and service.told(phone)[1:] == ["Un vote est ouvert"]
    with clock.at(at_work + timedelta(days=1)):
        tell(person, key="5", title="Le lendemain", url="/ideas/1/")
        assert push_due(service) == 2 and push_due(service) == 0
    (_address, _body, headers), *_others = service.heard
    assert headers["Content-Encoding"] == "aes128gcm" and headers["TTL"] == "86400"


@pytest.mark.django_db
def test_a_device_follows_what_its_owner_chose_and_not_what_they_chose_for_mails(switched_on):
    person, browser = UserFactory(), Browser()
    add_device(by=person, **browser.facts)
    preference = wants(person, rhythm="none", phone_committee=False)
    hours = {"quiet_from": preference.quiet_from, "quiet_until": preference.quiet_until}
    tell(person, key="1", title="Ma contribution", url="/a/")
    tell(person, key="2", title="Le relevé", kind="committee_minutes", url="/b/")
    tell(person, key="3", title="Ce que je suis", kind="follower_told", url="/c/")
    tell(person, key="4", title="Mot de passe", kind="account_password", url="/d/")
    assert pushed() == [(State.QUEUED, "Ma contribution")]
    save_preferences(by=person, rhythm="none", phone_mine=False, **hours)
    kept = MailPreference.objects.get()
    assert (kept.phone_mine, kept.phone_entrusted, kept.phone_committee) == (False, True, False)
    tell(person, key="5", title="Une autre", url="/e/")
    assert len(pushed()) == 1


@pytest.mark.django_db
def test_nothing_rings_at_night_nor_what_was_read_meanwhile_nor_for_who_has_left(switched_on, at_work):
    person, leaver, browser = UserFactory(), UserFactory(), Browser(1)
    add_device(by=person, **browser.facts)
    add_device(by=leaver, **Browser(2).facts)
    service = Service()
    with clock.at(at_work.replace(hour=22)):
        tell(person, leaver, key="1", title="Le soir", url="/a/")
        tell(person, key="2", title="Lu aussitôt", url="/b/")
        mark_read(person, Notification.objects.filter(recipient=person, event_key="2").values("pk"))
        assert push_due(service) == 0
    type(leaver).objects.filter(pk=leaver.pk).update(is_active=False)
    with clock.at(at_work.replace(hour=8) + timedelta(days=1)):
        assert push_due(service) == 1 and service.told(browser) == ["Le soir"]
    with clock.at(at_work + timedelta(days=20)):
        assert forget_old_pushes() == 2 and timedelta(days=20) > KEPT


@pytest.mark.django_db
def test_a_name_that_was_hidden_meanwhile_is_not_told(switched_on):
    person, browser, service = UserFactory(), Browser(), Service()
    add_device(by=person, **browser.facts)
    tell(person, title="Zéphyrine Quetzal vous répond")
    hide = lambda text: text.replace("Zéphyrine Quetzal", "Quelqu’un")  # noqa: E731
    reword(("Quetzal",), but_for=set(), words=hide, markup=hide)
    push_due(service)
    assert service.told(browser) == ["Quelqu’un vous répond"]


@pytest.mark.django_db
def test_people_without_a_device_cost_one_statement_and_nobody_costs_one_where_it_is_off(settings):
    people = [UserFactory() for _one in range(3)]
    counts = []
    for key, on in (("warm", False), ("off", False), ("on", True)):
        settings.PARKOUR_PUSH = on
        with CaptureQueriesContext(connection) as statements:
            tell(*people, key=key)
        counts.append(len(statements))
    assert counts[2] == counts[1] + 1


# --- Sending ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_service_that_is_away_is_tried_again_and_a_dead_worker_loses_nothing(switched_on, at_work):
    person, browser = UserFactory(), Browser()
    add_device(by=person, **browser.facts)
    tell(person, title="Une réponse")
    service = Service(URLError("no route"), 503, 201)
    for minutes in (0, 5, 40):
        with clock.at(at_work + timedelta(minutes=minutes)):
            push_due(service)
    assert pushed() == [(State.SENT, "Une réponse")] and len(service.heard) == 3
    tell(person, key="2", title="Une autre", url="/b/")
    assert claim_next() is not None and push_due(service) == 0
    with clock.at(at_work + STUCK_AFTER + timedelta(seconds=1)):
        assert push_due(service) == 1
    tell(person, key="3", title="Jamais", url="/c/")
    away = Service(*[500] * (MAX_ATTEMPTS + 2))
    for hours in range(MAX_ATTEMPTS + 2):
        with clock.at(at_work + timedelta(hours=hours)):
            push_due(away)
    assert pushed()[-1] == (State.DROPPED, "Jamais") and len(away.heard) < MAX_ATTEMPTS + 1


@pytest.mark.django_db
def test_a_browser_that_wants_nothing_more_is_forgotten_and_one_that_refuses_a_while_later(switched_on, at_work):
    person, gone, stubborn = UserFactory(), Browser(1), Browser(2)
    add_device(by=person, **gone.facts)
    tell(person, key="1", url="/1/")
    push_due(Service(410))
    assert not Device.objects.exists() and not PushMessage.objects.exists()
    add_device(by=person, **stubborn.facts)
    for number in range(MAX_REFUSALS):
        assert Device.objects.count() == 1
        tell(person, key=f"again {number}", url=f"/{number}/")
        push_due(Service(403))
    assert not Device.objects.exists()


# --- Page ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_one_names_a_device_tries_it_and_takes_it_away_on_the_page(settings, signed_in):
    person, browser = UserFactory(locale="en"), Browser()
    desk, page = signed_in(person), "/inbox/preferences/"
    assert "My phones and computers" not in desk.get(page).content.decode()
    settings.PARKOUR_PUSH = True
    agent = "Mozilla/5.0 (Android 14; Mobile; rv:131.0) Gecko/131.0 Firefox/131.0"
    assert desk.post("/inbox/devices/", browser.facts, headers={"user-agent": agent}).status_code == 303
    shown = desk.get(page).content.decode()
    assert "Firefox, Android" in shown and server_key() in shown and browser.facts["secret"] not in shown
    device = Device.objects.get()
    assert desk.post(f"/inbox/devices/{device.pk}/try/").status_code == 303
    service = Service()
    push_due(service)
    assert service.told(browser) == ["Parkour can tell you something here"]
    form = {"rhythm": "at_once", "quiet": "on", "quiet_from": "19:30", "quiet_until": "07:30", "phone_mine": "on"}
    assert desk.post(page, form).status_code == 303
    kept = MailPreference.objects.get()
    assert (kept.phone_mine, kept.phone_committee) == (True, False)
    assert signed_in(UserFactory()).post(f"/inbox/devices/{device.pk}/remove/").status_code == 404
    assert signed_in(person).post(f"/inbox/devices/{device.pk}/remove/").status_code == 303
    assert not Device.objects.exists()
