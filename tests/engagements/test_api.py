"""Engagements over the API: the same services, the same refusals."""

import json

import pytest

from parkour.engagements.models import GuestWord
from parkour.engagements.services.guests import say_as_guest
from tests.engagements.promising import in_days, invited, promised
from tests.factories import IdeaFactory, UserFactory
from tests.indicators.measuring import filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    person = UserFactory(officer=True, locale="en")
    client.force_login(person)
    return person


def call(client, method, path, body=None, status=200, **headers):
    data = "" if body is None else json.dumps(body)
    answer = client.generic(method, f"/api/v1/{path}", data, content_type="application/json", headers=headers)
    assert answer.status_code == status, answer.content
    return answer.json() if answer.content else None


def test_a_program_leads_an_irritant_to_a_promise_kept_with_its_proof(client, officer):
    idea = IdeaFactory(officer=officer, shortlisted=True)
    noted = {"title": "On rappelle trois fois", "attention": "customers", "ideas": [idea.reference]}
    one = call(client, "POST", "irritants/", noted, status=201)
    assert (one["ideas"], one["version"]) == ([idea.reference], 1)
    path = f"irritants/{one['id']}/"
    call(client, "PUT", path, noted | {"title": "On rappelle"}, **{"If-Match": '"1"'})
    call(client, "PUT", path, noted, status=412, **{"If-Match": '"1"'})
    call(client, "POST", f"{path}aside/", {"why": "Réglé autrement."})
    assert call(client, "GET", "irritants/?aside=true")["results"][0]["put_aside"] == "Réglé autrement."
    call(client, "DELETE", f"{path}aside/", status=204)
    said = {"sentence": "Un seul appel suffit", "owner": officer.email, "due_on": in_days(30).isoformat()}
    made = call(client, "POST", f"{path}engagements/", said | {"indicator": str(filled(officer).pk)}, status=201)
    assert (made["standing"], made["value"], call(client, "GET", path)["engagements"]) == ("draft", 84, [made["id"]])
    promise = f"engagements/{made['id']}/"
    call(client, "PUT", promise, said, **{"If-Match": '"1"'})
    proof = {"on": in_days(0).isoformat(), "words": "Neuf appels sur dix.", "keeps": True}
    call(client, "POST", f"{promise}proofs/", proof, status=409)
    call(client, "POST", f"{promise}charter/", status=412, **{"If-Match": '"1"'})
    assert call(client, "POST", f"{promise}charter/", **{"If-Match": '"2"'})["standing"] == "promised"
    step = call(client, "POST", f"{promise}steps/", {"words": "Former", "idea": idea.reference}, status=201)["steps"][0]
    assert step["idea"] == idea.reference
    marked = call(client, "PATCH", f"engagements/steps/{step['id']}/", {"done": True})["steps"][0]
    assert marked["done_on"] == in_days(0).isoformat()
    call(client, "DELETE", f"engagements/steps/{step['id']}/", status=409)
    kept = call(client, "POST", f"{promise}proofs/", proof, status=201)
    assert (kept["standing"], kept["proofs"][0]["keeps"], kept["proofs"][0]["figure"]) == ("kept", True, None)
    assert [row["standing"] for row in call(client, "GET", "engagements/")["results"]] == ["kept"]
    back = f"engagements/proofs/{kept['proofs'][0]['id']}/back/"
    assert call(client, "POST", back, {"why": "Le relevé était faux."})["standing"] == "promised"
    assert call(client, "POST", f"{promise}withdraw/", {"why": "Non."})["standing"] == "withdrawn"
    assert call(client, "GET", "engagements/?withdrawn=true")["results"][0]["withdrawn_why"] == "Non."


def test_guests_are_invited_heard_and_answered_by_whoever_carries_it(client, officer):
    one = promised(officer)
    path = f"engagements/{one.pk}/guests/"
    made = call(client, "POST", path, {"name": "Association", "until": in_days(9).isoformat()}, status=201)
    assert made["link"].startswith("http") and call(client, "GET", path)["results"] == [made]
    word = say_as_guest(invited(one, officer), text="Et le soir ?")
    call(client, "POST", f"engagements/{one.pk}/words/", {"text": "Nous y pensons."}, status=201)
    assert call(client, "PUT", f"engagements/words/{word.pk}/", {"hidden": True})["hidden"]
    words = call(client, "GET", f"engagements/{one.pk}/words/")["results"]
    assert [(row["guest"], row["hidden"]) for row in words] == [("Association des aidants", True), (None, False)]
    call(client, "DELETE", f"engagements/guests/{made['id']}/", status=204)
    assert call(client, "GET", path)["results"][0]["link"] is None
    client.force_login(UserFactory())
    for method, address in (
        ("GET", path), ("GET", f"engagements/{one.pk}/words/"), ("GET", "irritants/"),
        ("DELETE", f"engagements/guests/{made['id']}/"),
    ):  # fmt: skip
        call(client, method, address, status=404)
    assert call(client, "GET", f"engagements/{one.pk}/")["standing"] == "promised"
    assert GuestWord.objects.count() == 2
