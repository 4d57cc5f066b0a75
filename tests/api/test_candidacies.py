"""Calls for candidates by the API: the same services as the pages."""

import hashlib
from datetime import timedelta

import pytest

from parkour.core import clock
from tests.api.asking import Program, rows
from tests.factories import UserFactory
from tests.factories.committee import CollegeFactory, call_for, call_with, voted_call

pytestmark = pytest.mark.django_db


def day(offset):
    return (clock.today() + timedelta(days=offset)).isoformat()


@pytest.fixture
def officer():
    return Program(UserFactory(officer=True))


def test_a_call_is_written_answered_and_given_up(officer):
    CollegeFactory(code="employees", seats=2)
    days = {"opens_on": day(0), "closes_on": day(9), "from_on": day(20), "until_on": day(385)}
    made = officer.posts("calls/", {"pole": "employees", "seats": 1} | days)
    assert (made.status_code, made.json()["state"], "secret" in made.json()) == (201, "open", False)
    one, person = f"calls/{made.json()['id']}/", Program(UserFactory())
    assert person.puts(f"{one}candidacy/", {"letter": "Je connais le terrain."}).json()["mine"]["standing"] == "applied"
    assert [row["letter"] for row in rows(officer.asks(f"{one}candidates/"))] == ["Je connais le terrain."]
    assert person.asks(f"{one}candidates/").status_code == 404
    assert person.asks(f"{one}candidacy/", method="DELETE").json()["mine"]["withdrawn"] is True
    assert officer.posts(f"{one}draw/").status_code == 409
    assert officer.posts(f"{one}cancel/", {"reason": "Trop tôt."}).json()["state"] == "cancelled"
    assert person.asks(one).json()["cancelled_because"] == "Trop tôt."
    assert [row["id"] for row in rows(person.asks("calls/?when=past"))] == [made.json()["id"]]
    assert rows(person.asks("calls/")) == []


def over_call(**facts):
    with clock.at(clock.now() - timedelta(days=11)):
        call, _people = call_with(UserFactory(officer=True), [UserFactory() for _each in range(3)], **facts)
    return f"calls/{call.pk}/"


def test_lots_are_drawn_listed_and_published(officer):
    one, reader = over_call(), Program(UserFactory())
    assert reader.asks(f"{one}list/").status_code == 404
    assert rows(reader.asks(f"{one}places/")) == []
    drawn = officer.posts(f"{one}draw/").json()
    file = reader.asks(f"{one}list/")
    assert hashlib.sha256(file.content).hexdigest() == drawn["seed"]
    assert [row["standing"] for row in rows(reader.asks(f"{one}places/"))] == ["seated", "on_the_list", "on_the_list"]
    assert [row["rank"] for row in rows(reader.asks(f"{one}places/?limit=2"))] == [1, 2]
    assert officer.posts(f"{one}next/").status_code == 200
    assert [row["standing"] for row in rows(reader.asks(f"{one}places/"))] == ["seated", "seated", "on_the_list"]


def test_without_lots_the_officer_names_numbers(officer):
    one = over_call(method="officer")
    for wrong in ([9], [1, 2], [1, 1]):
        refused = officer.posts(f"{one}choose/", {"seated": wrong})
        assert (refused.status_code, list(refused.json()["errors"])) == (422, ["seated"])
    assert officer.posts(f"{one}choose/", {"seated": [2]}).json()["state"] == "settled"
    assert [row["number"] for row in rows(officer.asks(f"{one}places/"))] == [2]


def test_no_answer_of_the_api_holds_the_secret_before_the_draw(officer):
    call = call_for(UserFactory(officer=True))
    answers = [officer.asks(path).content.decode() for path in ("calls/", f"calls/{call.pk}/")]
    assert call.secret and not any(call.secret in answer for answer in answers)
    assert all(call.commitment in answer for answer in answers)


def test_a_ballot_is_put_in_once_and_read_by_nobody(officer):
    with clock.at(clock.now() - timedelta(days=12)):
        call, people = voted_call(UserFactory(officer=True), [UserFactory() for _each in range(3)])
    one, voter = f"calls/{call.pk}/", Program(UserFactory())
    shown = voter.asks(f"{one}ballot/").json()
    assert (shown["most"], shown["voted"]) == (1, False)
    assert {row["number"]: row["name"] for row in shown["candidates"]} == {
        number: str(person) for number, person in enumerate(people, start=1)
    }
    for wrong in ([9], [1, 2], [1, 1]):
        refused = voter.posts(f"{one}ballot/", {"ballot": wrong})
        assert (refused.status_code, list(refused.json()["errors"])) == (422, ["ballot"])
    answers = [voter.posts(f"{one}ballot/", {"ballot": [number]}).json() for number in (2, 3)]
    assert answers == [{"outcome": "recorded"}, {"outcome": "recorded_before"}]
    assert voter.asks(f"{one}ballot/").json()["voted"] is True
    director = Program(UserFactory(sponsor=True))
    assert director.asks(f"{one}ballot/").status_code == director.posts(f"{one}ballot/", {"ballot": []}).status_code
    now = voter.asks(one).json()
    assert (now["state"], now["votes_until"], now["ballots"]) == ("voting", day(3), None)
    with clock.at(clock.now() + timedelta(days=4)):
        done = officer.posts(f"{one}draw/").json()
    assert (done["state"], done["ballots"]) == ("settled", 1)
    assert [(row["number"], row["votes"]) for row in rows(voter.asks(f"{one}places/"))][0] == (2, None)


def test_a_call_with_a_vote_says_until_when(officer):
    CollegeFactory(code="employees", seats=2)
    days = {"opens_on": day(0), "closes_on": day(9), "from_on": day(20), "until_on": day(385)}
    sent = {"pole": "employees", "seats": 1, "method": "vote"} | days
    refused = officer.posts("calls/", sent)
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["votes_until"])
    assert officer.posts("calls/", sent | {"votes_until": day(15)}).json()["votes_until"] == day(15)
