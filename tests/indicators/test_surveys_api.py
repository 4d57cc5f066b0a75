"""Surveys over the API: the same services, the same silence about who answered what."""

import json
from datetime import timedelta

import pytest

from parkour.core import clock
from parkour.indicators.models import Answer, Audience, Stage
from tests.factories import SiteFactory, UserFactory
from tests.indicators.surveying import answered, opened

pytestmark = pytest.mark.django_db
QUESTIONS = [
    {"kind": "csat5", "text": "Satisfait ?"},
    {"kind": "nps11", "text": "Recommander ?"},
    {"kind": "text", "text": "Quoi d’autre ?"},
]
ONE = {"title": "Accueil", "audience": "customers", "questions": QUESTIONS}


@pytest.fixture
def officer(client):
    person = UserFactory(officer=True, locale="en")
    client.force_login(person)
    return person


def call(client, method, path, body=None, status=200, **headers):
    data = "" if body is None else json.dumps(body)
    answer = client.generic(method, f"/api/v1/surveys/{path}", data, content_type="application/json", headers=headers)
    assert answer.status_code == status, answer.content
    return answer.json() if answer.content else None


def test_a_survey_is_written_planned_put_to_customers_and_closed(client, officer):
    made = call(client, "POST", "", ONE, status=201)
    assert [row["text"] for row in made["questions"]] == [row["text"] for row in QUESTIONS]
    changed = call(client, "PUT", f"{made['id']}/", ONE | {"title": "Départ"}, **{"If-Match": '"1"'})
    assert (changed["title"], changed["version"]) == ("Départ", 2)
    today = clock.today()
    days = {"opens_on": today.isoformat(), "closes_on": (today + timedelta(days=20)).isoformat(), "expected": 60}
    wave = call(client, "POST", f"{made['id']}/waves/", days, status=201)
    assert wave["detectable_rise"] == pytest.approx(0.165) and not wave["is_open"]
    assert call(client, "POST", f"waves/{wave['id']}/open/")["is_open"]
    links = call(client, "POST", f"waves/{wave['id']}/links/", {"count": 2}, status=201)["links"]
    assert len(set(links)) == 2
    call(client, "DELETE", f"waves/{wave['id']}/", status=409)
    call(client, "DELETE", f"{made['id']}/", status=409)
    assert call(client, "POST", f"waves/{wave['id']}/close/")["is_over"]
    assert call(client, "GET", "")["results"][0]["waves"][0]["id"] == wave["id"]


def test_a_survey_that_nobody_was_asked_is_taken_away(client, officer):
    made = call(client, "POST", "", ONE, status=201)
    call(client, "DELETE", f"{made['id']}/", status=204)
    call(client, "GET", f"{made['id']}/", status=404)


def test_a_sheet_on_which_nothing_is_answered_is_no_sheet(client, officer):
    survey, today = opened(officer).survey, clock.today().isoformat()
    sheets = [{"answers": [{"place": 1, "value": 4}]}, {"answers": [{"place": 3, "words": " "}]}]
    sent = {"opens_on": today, "closes_on": today, "name": "Papier", "sheets": sheets}
    refused = call(client, "POST", f"{survey.pk}/sheets/", sent, status=422)
    assert "Answer one question at least." in json.dumps(refused)
    assert not survey.waves.exclude(file_name="").exists()


def test_those_who_are_asked_answer_once_and_nobody_else_does(client, officer):
    wave = opened(officer, audience=Audience.STAGE, stage=Stage.RETURN)
    asked, other = UserFactory(), UserFactory()
    assert call(client, "POST", f"waves/{wave.pk}/invitations/", {"people": [asked.email]}) == {"count": 1}
    said = {"answers": [{"place": 1, "value": 4}, {"place": 3, "words": "Rien à redire."}]}
    client.force_login(other)
    call(client, "POST", f"waves/{wave.pk}/answers/", said, status=404)
    client.force_login(asked)
    call(client, "POST", f"waves/{wave.pk}/answers/", {"answers": [{"place": 1, "value": 9}]}, status=422)
    assert call(client, "POST", f"waves/{wave.pk}/answers/", said) == {"kept": True}
    assert call(client, "POST", f"waves/{wave.pk}/answers/", said) == {"kept": False}
    assert Answer.objects.count() == 2
    call(client, "GET", "", status=404)


def test_results_are_told_after_the_close_and_words_can_open_a_contribution(client, officer):
    wave = opened(officer, audience=Audience.STAGE, stage=Stage.RETURN)
    site = SiteFactory()
    people = [UserFactory(site=site) for _person in range(6)]
    call(client, "POST", f"waves/{wave.pk}/invitations/", {"people": [person.email for person in people]})
    answered(wave, people, words="Les plannings arrivent trop tard.")
    told = call(client, "GET", f"waves/{wave.pk}/")
    assert (told["invited"], told["answered"], told["results"]) == (6, 6, [])
    first, _second, words = call(client, "POST", f"waves/{wave.pk}/close/")["results"]
    assert first["told"] and (first["score"]["good"], first["score"]["answers"]) == (6, 6)
    assert len(words["words"]) == 6
    key = words["words"][0]["id"]
    made = call(client, "POST", f"words/{key}/contribution/", {"text": "Les plannings arrivent tard."}, status=201)
    again = call(client, "POST", f"words/{key}/contribution/", {"text": "Autre chose encore."}, status=201)
    assert made == again


def test_answers_given_elsewhere_are_taken_in_told_and_taken_away(client, officer):
    made, lyon = call(client, "POST", "", ONE, status=201), SiteFactory()
    sheet = {"site": lyon.code, "answers": [{"place": 1, "value": 4}, {"place": 3, "words": "Prévenir la veille."}]}
    sent = {"opens_on": "2026-01-05", "closes_on": "2026-01-09", "name": "Papier", "sheets": [sheet] * 5}
    wave = call(client, "POST", f"{made['id']}/sheets/", sent, status=201)
    assert (wave["is_over"], wave["answered"], wave["results"][0]["score"]["good"]) == (True, 5, 5)
    assert [row["words"] for row in wave["results"][2]["words"]] == ["Prévenir la veille."] * 5
    call(client, "POST", f"{made['id']}/sheets/", sent, status=422)
    off = sent | {"name": "Autre", "sheets": [{"answers": [{"place": 1, "value": 9}]}]}
    call(client, "POST", f"{made['id']}/sheets/", off, status=422)
    call(client, "DELETE", f"waves/{wave['id']}/", status=204)
    assert not Answer.objects.exists()
