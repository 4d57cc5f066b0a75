"""Workshops by the API: the same services as the pages, the same seal."""

import pytest

from committee.workshop_steps import WorkshopStep
from ideas.models import Idea
from tests.api.asking import Program, rows
from tests.committee.workshopping import QUESTION, source, workshop_at
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_a_workshop_is_led_to_the_committee():
    facilitator, mate, officer = UserFactory(facilitator=True), UserFactory(), UserFactory(officer=True)
    leads, writes, decides = Program(facilitator), Program(mate), Program(officer)
    sent = {"sources": [source().reference], "question": QUESTION, "participants": [mate.email]}
    made = leads.posts("workshops/", sent)
    assert (made.status_code, made.json()["step"]) == (201, "prepared")
    one = f"workshops/{made.json()['id']}/"
    assert leads.posts(f"{one}step/", {"to": "ideas"}).json()["step"] == "ideas"
    assert [row["text"] for row in writes.posts(f"{one}ideas/", {"text": "Une\nDeux"}).json()["mine"]] == [
        "Une",
        "Deux",
    ]
    assert leads.posts(f"{one}timer/", {"minutes": 2}).status_code == 200
    now = leads.posts(f"{one}step/", {"to": "grouping"}).json()
    keys = [idea["id"] for group in now["groups"] for idea in group["ideas"]]
    grouped = leads.posts(f"{one}groups/", {"ideas": keys, "name": "Par rue"}).json()["groups"]
    assert [(group["name"], len(group["ideas"])) for group in grouped] == [("Par rue", 2)]
    leads.posts(f"{one}step/", {"to": "variants"})
    variant = {
        "title": "Par rue",
        "text": "Regrouper.",
        "scope": "collective",
        "effort": 2,
        "groups": [grouped[0]["id"]],
    }
    key = leads.posts(f"{one}variants/", variant).json()["variants"][0]["id"]
    assert leads.puts(f"{one}variants/{key}/", variant | {"effort": 3}).json()["variants"][0]["effort"] == 3
    missing = leads.posts(f"{one}step/", {"to": "vote"})
    assert (missing.status_code, "Par rue" in missing.json()["detail"]) == (409, True)
    place = {"group": grouped[0]["id"], "scope": "individual"}
    now = leads.puts(f"{one}place/", place).json()
    assert now["groups"][0]["places"] == [
        {"scope": "collective", "variants": [key], "left_empty": False},
        {"scope": "individual", "variants": [], "left_empty": True},
    ]
    assert {idea["text"] for idea in now["variants"][0]["ideas"]} == {"Une", "Deux"}
    assert not leads.puts(f"{one}place/", place | {"left_empty": False}).json()["groups"][0]["places"][1]["left_empty"]
    assert writes.puts(f"{one}place/", place).status_code == 403
    leads.puts(f"{one}place/", place)
    leads.posts(f"{one}step/", {"to": "vote"})
    assert writes.puts(f"{one}dots/", {"dots": [{"variant": key, "dots": 3}]}).status_code == 422
    voted = writes.puts(f"{one}dots/", {"dots": [{"variant": key, "dots": 2}]}).json()["variants"][0]
    assert (voted["mine"], voted["dots"]) == (2, None)
    assert leads.posts(f"{one}step/", {"to": "committee"}).json()["variants"][0]["dots"] == 2
    chosen = {"variants": [key], "policy": 4, "impact": 4, "message": "Merci."}
    assert leads.posts(f"{one}propose/", chosen).status_code == 403
    proposed = decides.posts(f"{one}propose/", chosen).json()
    assert Idea.objects.get(reference=proposed["variants"][0]["proposal"]).state == "shortlisted"
    assert [row["step"] for row in rows(writes.asks("workshops/"))] == ["closed"]


def test_silent_ideas_are_sealed_here_too():
    led = workshop_at(WorkshopStep.IDEAS).write()
    for person in (led.facilitator, UserFactory(officer=True), led.writers[0]):
        told = Program(person).asks(f"workshops/{led.workshop.pk}/").json()
        assert (told["groups"], told["written"]) == ([], 2)
        assert [row["text"] for row in told["mine"]] == (["Regrouper par rue"] if person == led.writers[0] else [])
    assert Program(UserFactory()).asks(f"workshops/{led.workshop.pk}/").status_code == 404


def test_what_comes_too_late_or_is_missing_is_told():
    led = workshop_at(WorkshopStep.GROUPING)
    leads, one = Program(led.facilitator), f"workshops/{led.workshop.pk}/"
    assert Program(led.writers[0]).posts(f"{one}ideas/", {"text": "Trop tard"}).status_code == 409
    assert leads.posts(f"{one}step/", {"to": "vote"}).status_code == 409
    assert leads.posts(f"{one}close/", {"reason": ""}).status_code == 422
    assert leads.posts(f"{one}close/", {"reason": "Personne."}).json()["closed_because"] == "Personne."
