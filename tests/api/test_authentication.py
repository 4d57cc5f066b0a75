"""Who may ask the API: a session with its CSRF token, or a personal token, for what it was given."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from parkour.accounts import tokens
from parkour.accounts.models import ApiToken, User
from parkour.accounts.scopes import Scope
from parkour.core import clock
from parkour.core.exceptions import InvalidInput, NotAllowed
from tests.api.asking import ALL_SCOPES, BACKEND, Program, is_problem, new_key
from tests.factories import IdeaFactory, UserFactory

pytestmark = pytest.mark.django_db

WORDS = {"problem_text": "Deux heures d'attente entre deux clientes."}


def test_a_stranger_is_told_to_sign_in():
    answer = Program().asks("ideas/")
    is_problem(answer, 401)
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_only_a_digest_of_the_key_is_kept():
    token, key = tokens.create_token(by=UserFactory(), name="Rapport", scopes=["ideas:read"], days=30)
    assert key.startswith("pkr_")
    assert len(key) > 40
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_apitoken")
        kept = " ".join(str(value) for value in cursor.fetchone())
    assert key not in kept
    assert key[len(token.prefix) :] not in kept
    assert token.prefix == key[:10]


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer pkr_", "Bearer pkr_nonsense", "Basic YTpi", "pkr_x", "é"]
)
def test_what_is_no_live_token_opens_nothing_even_beside_a_session(header):
    program = Program()
    program.client.force_login(UserFactory(), backend=BACKEND)
    is_problem(program.asks("ideas/", Authorization=header), 401)


def test_a_token_dies_when_it_is_revoked_past_its_date_or_its_owner_leaves():
    for kill in (
        lambda token: tokens.revoke_token(token, by=token.owner),
        lambda token: ApiToken.objects.filter(pk=token.pk).update(
            created_at=clock.now() - timedelta(days=2), expires_at=clock.now() - timedelta(seconds=1)
        ),
        lambda token: User.objects.filter(pk=token.owner_id).update(is_active=False),
    ):
        program = Program(UserFactory())
        assert program.asks("me/").status_code == 200
        kill(program.token)
        is_problem(program.asks("me/"), 401)


def test_a_role_that_is_taken_away_is_away_at_the_next_request():
    officer = UserFactory(officer=True)
    program = Program(officer)
    assert program.asks("triage/").status_code == 200
    officer.revoke("officer")
    is_problem(program.asks("triage/"), 404)


def test_a_token_may_do_what_was_ticked_and_nothing_else():
    officer = UserFactory(officer=True, admin=True)
    idea = IdeaFactory()
    reader = Program(officer, scopes=["ideas:read"])
    assert reader.asks("ideas/").status_code == 200
    assert reader.asks("me/").json()["scopes"] == ["ideas:read"]
    is_problem(reader.posts("ideas/", WORDS, key=new_key()), 403)
    is_problem(reader.posts(f"ideas/{idea.reference}/messages/", {"body": "x"}), 403)
    for path in (
        "triage/",
        f"triage/{idea.reference}/",
        "sessions/",
        "members/",
        "polls/current/",
        "inbox/",
        "people/",
    ):
        is_problem(reader.asks(path), 403)
    is_problem(reader.posts("sessions/", {}), 403)


def test_the_use_of_a_token_is_noted_once_a_minute_at_most(count_queries):
    program, moment = Program(UserFactory()), clock.now()
    with clock.at(moment):
        first = count_queries(lambda: program.asks("me/"))
        assert ApiToken.objects.get().last_used_at == moment
    with clock.at(moment + timedelta(seconds=59)):
        assert count_queries(lambda: program.asks("me/")) == first - 1
        assert ApiToken.objects.get().last_used_at == moment
    with clock.at(moment + timedelta(seconds=60)):
        program.asks("me/")
        assert ApiToken.objects.get().last_used_at == moment + timedelta(seconds=60)


def test_a_session_reads_and_writes_with_its_csrf_token():
    person = UserFactory(locale="en")
    client = Client(enforce_csrf_checks=True)
    client.force_login(person, backend=BACKEND)
    assert client.get("/api/v1/ideas/").status_code == 200
    sent = {"content_type": "application/json", "headers": {"Idempotency-Key": str(new_key())}}
    body = is_problem(client.post("/api/v1/ideas/", WORDS, **sent), 403)
    assert "X-CSRFToken" in body["detail"]
    client.get("/api/docs/")
    sent["headers"]["X-CSRFToken"] = client.cookies["csrftoken"].value
    assert client.post("/api/v1/ideas/", WORDS, **sent).status_code == 201


def test_a_token_needs_no_csrf_token():
    program = Program(UserFactory())
    program.client = Client(enforce_csrf_checks=True)
    assert program.posts("ideas/", WORDS, key=new_key()).status_code == 201


def test_answers_speak_the_language_of_the_person_and_of_the_browser_for_a_stranger():
    french = Program(UserFactory(), language="fr")
    answer = french.asks("ideas/PKR-1999-0001/", **{"Accept-Language": "en"})
    assert answer.json()["detail"] == "Il n’y a rien à cette adresse, ou rien que vous puissiez voir."
    assert answer["Content-Language"] == "fr"
    english = Program().asks("ideas/", **{"Accept-Language": "en"})
    assert english.json()["title"] == "Sign in first"
    assert Program().asks("ideas/").json()["title"] != "Sign in first"


def test_answers_are_kept_by_no_cache():
    assert Program(UserFactory()).asks("me/")["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " "}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"scopes": ["admin"]}, "scopes"),
        ({"scopes": ["triage"]}, "scopes"),
        ({"days": 0}, "days"),
        ({"days": 366}, "days"),
    ],
)
def test_a_token_has_a_use_scopes_of_its_owner_and_an_end(facts, field):
    person = UserFactory()
    with pytest.raises(InvalidInput) as refusal:
        tokens.create_token(by=person, **{"name": "x", "scopes": ["ideas:read"], "days": 30} | facts)
    assert refusal.value.field == field
    assert not ApiToken.objects.exists()


def test_scopes_that_mean_nothing_for_a_person_are_not_offered():
    assert set(Scope) - set(tokens.scopes_for(UserFactory())) == {Scope.TRIAGE, Scope.ADMIN}
    assert [scope.value for scope in tokens.scopes_for(UserFactory(officer=True, admin=True))] == ALL_SCOPES


def test_a_person_holds_twenty_live_tokens_at_most():
    person = UserFactory()
    for _number in range(tokens.MOST_LIVE):
        made, _key = tokens.create_token(by=person, name="x", scopes=["inbox"], days=1)
    with pytest.raises(InvalidInput):
        tokens.create_token(by=person, name="x", scopes=["inbox"], days=1)
    tokens.revoke_token(made, by=person)
    tokens.create_token(by=person, name="x", scopes=["inbox"], days=1)


# --- The page of the profile -----------------------------------------------------------------------------


def page(client):
    return client.get(reverse("tokens")).content.decode()


def test_the_key_is_shown_once_and_opens_the_api(signed_in):
    person = UserFactory(locale="en")
    client = signed_in(person)
    assert "No token yet" in page(client)
    made = client.post(reverse("tokens"), {"name": "Rapport", "scopes": ["ideas:read", "inbox"], "days": "30"})
    assert made.status_code == 201
    key = made.context["key"]
    assert key in made.content.decode()
    program = Program()
    assert program.asks("inbox/", Authorization=f"Bearer {key}").status_code == 200
    again = page(client)
    assert key not in again
    assert f"{key[:10]}…" in again
    assert "Last used:" in again


def test_a_form_that_is_wrong_makes_nothing_and_keeps_what_was_typed(signed_in):
    client = signed_in(UserFactory(locale="en"))
    answer = client.post(reverse("tokens"), {"name": "Rapport", "days": "30"})
    assert answer.status_code == 422
    assert 'value="Rapport"' in answer.content.decode()
    refused = client.post(reverse("tokens"), {"name": "x", "scopes": ["admin"], "days": "30"})
    assert refused.status_code == 422
    assert not ApiToken.objects.exists()


def test_one_revokes_ones_own_tokens_and_nobody_elses(signed_in):
    person = UserFactory(locale="en")
    mine, _key = tokens.create_token(by=person, name="x", scopes=["inbox"], days=1)
    other, _key = tokens.create_token(by=UserFactory(), name="y", scopes=["inbox"], days=1)
    client = signed_in(person)
    assert client.post(reverse("revoke_token", args=[other.pk])).status_code == 404
    assert client.post(reverse("revoke_token", args=[mine.pk])).status_code == 303
    assert ApiToken.objects.get(pk=mine.pk).revoked_at is not None
    assert ApiToken.objects.get(pk=other.pk).is_live
    assert "Revoked" in page(client)
    with pytest.raises(NotAllowed):
        tokens.revoke_token(other, by=person)
