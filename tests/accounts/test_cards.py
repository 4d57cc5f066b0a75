"""Badges: printed once, revoked at once, and a session that is a contributor's and no more."""

import json
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from committee.services.voting import cast_ballot
from parkour.accounts import backends, card_sheets, cards, tokens
from parkour.accounts.models import AccessCard, ApiToken, Role, User
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed
from parkour.notifications.services import Letter, notify
from tests.factories import IdeaFactory, UserFactory
from tests.factories.committee import open_session_with
from tests.factories.people import SiteFactory, TeamFactory

SENT = {"problem_text": "Il manque des gants.", "speaker": "me", "client_uuid": "0d3f0b52-5f0c-4a1f-9a53-0c5f3a6c3f77"}
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|/accounts/badge/[^/]+/')
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_tried_before():
    cache.clear()


@pytest.fixture
def admin():
    return UserFactory(admin=True)


def badge(person, admin):
    return cards.make_cards([person], by=admin)[0]


def come_in(client, printed, pin=""):
    return client.post(reverse("card_in", args=[printed.key]), {"pin": pin})


def by_badge(person, admin):
    """A client whose session the badge of the person opened."""
    client = Client()
    come_in(client, badge(person, admin))
    return client


def is_in(client):
    return client.get("/").status_code == 200


def test_somebody_without_a_mailbox_comes_in_by_their_badge(client, admin):
    person = UserFactory()
    printed = badge(person, admin)
    assert client.get(reverse("card_in", args=[printed.key])).status_code == 200
    assert not is_in(client)
    come_in(client, printed)
    assert int(client.session["_auth_user_id"]) == person.pk
    assert client.post(reverse("ideas:submit"), SENT).status_code in {302, 303}


def test_only_digests_are_kept_and_the_sheet_alone_holds_the_codes(admin):
    printed = badge(UserFactory(), admin)
    row = str(AccessCard.objects.values().get())
    assert printed.key not in row and printed.code not in row


def test_a_new_badge_takes_the_place_of_the_one_before_and_closes_what_it_opened(admin):
    person = UserFactory()
    client = by_badge(person, admin)
    assert is_in(client)
    badge(person, admin)
    assert not is_in(client)


def test_a_revoked_badge_ends_its_sessions_at_the_next_request(signed_in, admin):
    person = UserFactory()
    client = by_badge(person, admin)
    card = AccessCard.objects.get()
    signed_in(person).post(reverse("revoke_card", args=[card.pk]))
    assert (is_in(client), is_in(signed_in(person))) == (False, True)


@pytest.mark.parametrize("change", ["leaving", "password"])
def test_a_session_by_badge_ends_like_any_other_when_its_person_leaves_or_changes_the_password(admin, change):
    person = UserFactory()
    client = by_badge(person, admin)
    assert is_in(client)
    if change == "leaving":
        User.objects.filter(pk=person.pk).update(is_active=False)
    else:
        person.set_password("un-beau-jour-de-mars")
        person.save()
    assert not is_in(client)


def test_the_number_of_the_session_changes_when_one_comes_in_by_badge(admin, signed_in):
    other, person = UserFactory(), UserFactory()
    client = signed_in(other)
    before = client.session.session_key
    come_in(client, badge(person, admin))
    assert client.session.session_key != before
    assert int(client.session["_auth_user_id"]) == person.pk


def test_planted_fault_without_the_look_at_the_badge_its_session_lives_on(admin, monkeypatch):
    client = by_badge(UserFactory(), admin)
    monkeypatch.setattr("parkour.accounts.middleware.is_live", lambda card: True)
    AccessCard.objects.update(revoked_at=clock.now())
    assert is_in(client)


def test_a_badge_lasts_a_year(client, admin):
    printed = badge(UserFactory(), admin)
    with clock.at(clock.now() + timedelta(days=366)):
        assert come_in(client, printed).status_code == 404


def test_the_badge_of_somebody_who_left_and_an_invented_one_get_the_same_page(client, admin):
    person = UserFactory()
    printed = badge(person, admin)
    User.objects.filter(pk=person.pk).update(is_active=False)
    left = client.get(reverse("card_in", args=[printed.key]))
    invented = client.get(reverse("card_in", args=["abc"]))
    words = [CSRF.sub("", page.content.decode()) for page in (left, invented)]
    assert (left.status_code, invented.status_code, words[0]) == (404, 404, words[1])


def test_a_pin_is_chosen_at_the_first_use_and_asked_for_afterwards(admin):
    printed = badge(UserFactory(), admin)
    come_in(Client(), printed, "2468")
    without, wrong, right = Client(), Client(), Client()
    assert come_in(without, printed).status_code == 422
    assert come_in(wrong, printed, "1357").status_code == 422
    come_in(right, printed, "2468")
    assert [is_in(each) for each in (without, wrong, right)] == [False, False, True]
    assert "2468" not in AccessCard.objects.get().pin


def test_a_badge_used_without_a_pin_takes_none_from_whoever_finds_it(admin):
    printed = badge(UserFactory(), admin)
    come_in(Client(), printed)
    come_in(Client(), printed, "9999")
    assert AccessCard.objects.get().pin == ""


@pytest.mark.parametrize("pin", ["123", "1234567", "12a4", "١٢٣٤"])
def test_a_pin_is_four_to_six_digits(client, admin, pin):
    printed = badge(UserFactory(), admin)
    assert come_in(client, printed, pin).status_code == 422
    assert not is_in(client)


def test_five_wrong_pins_lock_the_badge_for_a_quarter_of_an_hour(admin):
    card = badge(UserFactory(), admin).card
    cards.use_card(card, pin="2468")
    for _time in range(5):
        with pytest.raises(InvalidInput):
            cards.use_card(card, pin="0000")
    with pytest.raises(InvalidInput):
        cards.use_card(card, pin="2468")
    with clock.at(clock.now() + timedelta(minutes=15, seconds=1)):
        assert cards.use_card(card, pin="2468").wrong_pins == 0


def test_planted_fault_when_wrong_pins_are_not_counted_every_pin_can_be_tried(admin, monkeypatch):
    monkeypatch.setattr(cards, "MOST_WRONG_PINS", 10_000)
    card = badge(UserFactory(), admin).card
    cards.use_card(card, pin="2468")
    for _time in range(8):
        with pytest.raises(InvalidInput):
            cards.use_card(card, pin="0000")
    assert cards.use_card(card, pin="2468").last_used_at is not None


# --- What a session by badge may not do -----------------------------------------------------------------------


EVERY_ROLE = {role.value: True for role in Role}
CLOSED = ("ideas:triage", "ideas:actions", "ideas:recommendations", "notifications:undelivered", "cards", "admin:index")


@pytest.fixture
def chief():
    """Somebody with every role, who also votes."""
    return UserFactory(**EVERY_ROLE)


def statuses(client):
    return [client.get(reverse(name)).status_code for name in CLOSED]


def test_a_session_by_badge_opens_nothing_that_a_role_opens(chief, admin, signed_in):
    assert statuses(signed_in(chief)) == [200] * len(CLOSED)
    assert 200 not in statuses(by_badge(chief, admin))


def test_the_api_reads_a_session_by_badge_as_a_contributor_too(chief, admin):
    client = by_badge(chief, admin)
    assert client.get("/api/v1/me/").json()["roles"] == []
    assert client.get("/api/v1/people/").status_code == 404


def test_planted_fault_a_badge_read_as_a_whole_person_would_open_the_desk(chief, admin, monkeypatch):
    client = by_badge(chief, admin)
    monkeypatch.setattr(
        backends.CardBackend, "get_user", lambda self, pk: User.objects.filter(pk=pk, is_active=True).first()
    )
    assert statuses(client) == [200] * len(CLOSED)


def test_nobody_votes_by_badge(admin):
    room = open_session_with(IdeaFactory(shortlisted=True))
    poll = room.poll()
    member = room.people[0]
    member.contributor_only = True
    with pytest.raises(NotAllowed):
        cast_ballot(poll, by=member, choice="yes", key="0d3f0b52-5f0c-4a1f-9a53-0c5f3a6c3f77")
    assert not member.has_perm("committee.attend") and not member.has_perm("committee.vote_in", poll)
    page = by_badge(User.objects.get(pk=member.pk), admin).get(reverse("committee:live"))
    assert b'name="choice"' not in page.content


def test_no_token_and_no_passkey_is_made_by_badge(chief, admin):
    client = by_badge(chief, admin)
    sent = {"name": "Rapport", "scopes": ["ideas:read"], "days": "30"}
    assert client.post(reverse("tokens"), sent).url == reverse("ways")
    assert client.get(reverse("mfa_add_webauthn")).url == reverse("ways")
    assert ApiToken.objects.count() == 0


def test_no_pin_is_changed_by_badge(admin):
    person = UserFactory()
    client = by_badge(person, admin)
    card = AccessCard.objects.get()
    client.post(reverse("choose_pin", args=[card.pk]), {"pin": "2468"})
    card.refresh_from_db()
    assert card.pin == ""


def test_the_service_makes_no_token_for_a_badge(chief):
    chief.contributor_only = True
    with pytest.raises(NotAllowed):
        tokens.create_token(by=chief, name="Rapport", scopes=["ideas:read"], days=30)


def test_what_was_told_to_the_officer_is_not_read_by_badge(chief, admin, signed_in):
    for kind, title in (("officer_submit", "Pour le bureau"), ("author_approve", "Pour l’auteur")):
        notify([chief], kind=kind, event_key=kind, compose=lambda _person, title=title: Letter(title, ""), mail=False)
    inbox = reverse("notifications:inbox")
    shown = by_badge(chief, admin).get(inbox).content.decode()
    assert ("Pour l’auteur" in shown, "Pour le bureau" in shown) == (True, False)
    assert "Pour le bureau" in signed_in(chief).get(inbox).content.decode()


# --- The administrator -----------------------------------------------------------------------------------------


def test_an_administrator_prints_badges_for_everybody_of_a_site_who_has_none(signed_in, admin):
    site = SiteFactory()
    people = [UserFactory(site=site), UserFactory(site=site, locale="en")]
    badge(people[0], admin)
    UserFactory(site=site, is_active=False), UserFactory()
    answer = signed_in(admin).post(reverse("cards"), {"site": site.pk})
    assert (answer.status_code, answer["Content-Type"], answer.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert answer["Cache-Control"] == "private, no-store"
    assert set(AccessCard.objects.values_list("person", flat=True)) == {person.pk for person in people}


def test_a_team_is_one_of_its_site(signed_in, admin):
    team = TeamFactory()
    assert signed_in(admin).post(reverse("cards"), {"site": SiteFactory().pk, "team": team.pk}).status_code == 422


def test_the_list_of_badges_costs_the_same_for_three_people_as_for_one(signed_in, admin, count_queries):
    client, address = signed_in(admin), reverse("cards")
    badge(UserFactory(), admin)
    client.get(address)
    one = count_queries(lambda: client.get(address))
    for _more in range(2):
        badge(UserFactory(), admin)
    assert count_queries(lambda: client.get(address)) == one


def test_nobody_to_print_for_is_told(signed_in, admin):
    assert signed_in(admin).post(reverse("cards"), {"site": SiteFactory().pk}).status_code == 422


def test_only_administrators_make_and_revoke_the_badges_of_others(signed_in, admin):
    person, officer = UserFactory(), UserFactory(officer=True)
    card = badge(person, admin).card
    with pytest.raises(NotAllowed):
        cards.make_cards([person], by=officer)
    with pytest.raises(NotAllowed):
        cards.revoke_card(card, by=officer)
    client = signed_in(officer)
    assert client.post(reverse("make_card", args=[person.pk])).status_code == 404
    assert client.post(reverse("revoke_any_card", args=[card.pk])).status_code == 404
    assert client.post(reverse("revoke_card", args=[card.pk])).status_code == 404


def test_each_badge_speaks_the_language_of_its_person(admin, monkeypatch):
    data = []
    compiled = card_sheets.typst.compile
    monkeypatch.setattr(
        card_sheets.typst,
        "compile",
        lambda path, sys_inputs: data.append(sys_inputs) or compiled(path, sys_inputs=sys_inputs),
    )
    people = [UserFactory(last_name="A", locale="fr"), UserFactory(last_name='B "#{x}', locale="en")]
    card_sheets.sheet_of(cards.make_cards(people, by=admin))
    french, english = json.loads(data[0]["data"])["cards"]
    assert french["how"] != english["how"] and english["until"].startswith("Valid until")
    assert english["name"].endswith('B "#{x}')


def test_one_signs_out_everywhere_but_here(signed_in, client):
    person = UserFactory()
    here, elsewhere = signed_in(person), Client()
    elsewhere.force_login(person, backend="parkour.accounts.backends.SignInBackend")
    here.post(reverse("end_sessions"))
    assert (is_in(here), is_in(elsewhere)) == (True, False)


def test_the_code_below_the_qr_is_read_however_it_is_typed(admin):
    printed = badge(UserFactory(), admin)
    typed = f" {printed.code.lower().replace('-', ' ')} "
    assert cards.card_of_code(typed).pk == printed.card.pk
    assert cards.card_of_code("") is None
